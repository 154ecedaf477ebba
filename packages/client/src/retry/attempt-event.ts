import { isOptimalDialError, type ErrorCode } from '../errors/base.ts';
import { UnreadableResponseError } from '../errors/call-error.ts';
import { requestId } from '../response/request-id.ts';
import type { ApiResponse, PreparedRequest } from '../transport/types.ts';

/** One attempt of a call, told when it is over. Nothing in it is secret: no id, no host, no body. */
export interface AttemptEvent {
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template of the description, such as `/api/v1/uploads/{upload_id}`. */
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** HTTP status of the answer; `undefined` where none came. */
  readonly status: number | undefined;
  /** Why there was no usable answer; `undefined` where one came, or the caller ended the call. */
  readonly code: ErrorCode | undefined;
  /** `X-Request-Id` of the answer, where it carried one. */
  readonly requestId: string | undefined;
  /** How long the attempt took, in ms. */
  readonly duration: number;
  /** Pause before the next attempt, in ms; `undefined` where this was the last. */
  readonly pause: number | undefined;
}

/**
 * Called after each attempt, and not awaited. What it throws or rejects with is ignored: a broken log must not
 * lose an upload that was paid for.
 */
export type OnAttempt = (event: AttemptEvent) => unknown;

/** Calls the observer. */
export function notify(
  onAttempt: OnAttempt,
  request: PreparedRequest,
  ended: {
    readonly number: number;
    readonly answer: ApiResponse | undefined;
    readonly error: unknown;
    readonly duration: number;
    readonly pauseMs: number | undefined;
  },
): void {
  const { number, answer, error, duration, pauseMs } = ended;
  observe(onAttempt, {
    method: request.method,
    path: request.plan.template,
    attempt: number,
    status: answer?.status ?? (error instanceof UnreadableResponseError ? error.status : undefined),
    code: isOptimalDialError(error) ? error.code : undefined,
    requestId: answer && requestId(answer.response.headers, answer.key),
    duration,
    pause: pauseMs,
  });
}

const ignore = (): void => undefined;

/** Calls back, and ignores what the callback throws or rejects with. */
export function observe<T>(callback: ((value: T) => unknown) | undefined, value: T): void {
  // A callback may be async, whatever its type says.
  (async () => {
    await callback?.(value);
  })().catch(ignore);
}
