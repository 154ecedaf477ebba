/** Why a signal was aborted. A polyfilled signal may have no reason; the platform's always has one. */
export function abortReason(signal: AbortSignal | undefined): unknown {
  const reason: unknown = signal?.reason;
  return reason === undefined ? new DOMException('The call was aborted.', 'AbortError') : reason;
}
