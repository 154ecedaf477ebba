import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';

/** Why a signal was aborted. A polyfilled signal may lack a reason; the platform's always has one. */
export function abortReason(signal: AbortSignal | undefined): unknown {
  const reason: unknown = signal?.reason;
  return reason === undefined ? new DOMException('The call was aborted.', 'AbortError') : reason;
}

/**
 * Checks a signal, from any realm.
 *
 * @throws InvalidInputError for anything else, such as the controller itself
 */
export function checkSignal(signal: unknown): void {
  if (signal === undefined || signal === null) return;
  if (isRecord(signal) && typeof signal['addEventListener'] === 'function' && 'aborted' in signal) return;
  throw new InvalidInputError(
    '`signal` must be an AbortSignal: pass `controller.signal`, not the controller.',
  );
}
