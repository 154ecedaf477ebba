import { isOptimalDialError } from '../errors/base.ts';
import { UnreadableResponseError } from '../errors/call-error.ts';
import type { ErrorCode } from '../errors/verdict/codes.ts';
import { requestId } from '../response/request-id.ts';
import type { PreparedRequest } from '../transport/types.ts';
import type { AttemptResult } from './run-attempt.ts';

/** One finished attempt of a call. Contains no secrets: no ID, host or body. */
export interface AttemptEvent {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template of the spec, such as `/api/v1/uploads/{upload_id}`. */
  readonly path: string;
  /** Counts from 1. */
  readonly attempt: number;
  /** HTTP status of the response; `undefined` without a response. */
  readonly status: number | undefined;
  /** Why the attempt failed; `undefined` if it got a usable response or the caller aborted the call. */
  readonly code: ErrorCode | undefined;
  /** `X-Request-Id` of the response, if any. */
  readonly requestId: string | undefined;
  /** Duration of the attempt, in ms. */
  readonly duration: number;
  /** Delay before the next attempt, in ms; `undefined` if this was the last one. */
  readonly retryDelay: number | undefined;
}

/**
 * Called after every attempt, and not awaited. Errors and rejections are ignored: a broken logger must not
 * lose an upload that was paid for.
 */
export type OnAttempt = (event: AttemptEvent) => unknown;

/** Reports an attempt to the observer, if there is one. */
export function notify(
  onAttempt: OnAttempt | undefined,
  { method, template }: PreparedRequest,
  attempt: number,
  { response, error, duration }: AttemptResult,
  retryDelay: number | undefined,
): void {
  // Without an observer, headers of a mock that throw must not fail the call.
  if (!onAttempt) return;
  observe(onAttempt, {
    method,
    path: template,
    attempt,
    status: response?.status ?? (error instanceof UnreadableResponseError ? error.status : undefined),
    code: isOptimalDialError(error) ? error.code : undefined,
    requestId: response && requestId(response.response.headers, response.key),
    duration,
    retryDelay,
  });
}

const ignore = (): void => undefined;

/** Calls an observer of the caller, and ignores what it throws or rejects with. */
export function observe<T>(callback: ((value: T) => unknown) | undefined, value: T): void {
  if (!callback) return;
  // It may be async, whatever its type says.
  (async () => {
    await callback(value);
  })().catch(ignore);
}
