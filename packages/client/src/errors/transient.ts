import { isRecord } from '../is-record.ts';
import { isOptimalDialError } from './base.ts';

/**
 * Whether a response with this status may well be followed by a success. The one list for calls, waits,
 * downloads and documents; 520 to 530 are those of a proxy in front of the server. Any of them but 429
 * may come after the work was done.
 */
export function isTransientStatus(status: unknown): boolean {
  return (
    typeof status === 'number' &&
    ([408, 429, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530))
  );
}

/** Whether the same call may well succeed a little later. By code, so that it holds for errors of another copy of this package too. */
export function isTransient(error: unknown): boolean {
  if (!isOptimalDialError(error) || !isRecord(error)) return false;
  const { code } = error;
  // A certificate is not accepted a moment later either.
  if (code === 'connection') return error['phase'] !== 'certificate';
  return code === 'timeout' || code === 'unreadable_response' || isTransientStatus(error['status']);
}
