import { isOptimalDialError } from './base.ts';

/**
 * Whether a response with this status can be followed by a success: 408, 429, 500, 502 to 504, and 520 to
 * 530 of a proxy. The only list of transient statuses. After any of them except 429, the server may have
 * processed the request.
 */
export function isTransientStatus(status: unknown): boolean {
  return (
    typeof status === 'number' &&
    ([408, 429, 500, 502, 503, 504].includes(status) || (status >= 520 && status <= 530))
  );
}

/** Whether an error is transient, also if it is from another copy of this package. */
export function isTransient(error: unknown): boolean {
  return isOptimalDialError(error) && error.next === 'retry';
}
