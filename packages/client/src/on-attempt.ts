import type { ErrorCode } from './errors/base.ts';

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

/** Told of each attempt. What it throws is dropped, so that a broken log loses no upload. */
export type OnAttempt = (event: AttemptEvent) => void;
