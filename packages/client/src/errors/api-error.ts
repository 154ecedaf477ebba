import { readDetail } from '../response/error-detail.ts';
import { requestId } from '../response/request-id.ts';
import { retryAfter } from '../response/retry-after.ts';
import { setHidden } from './base.ts';
import type { Call } from './call.ts';
import { CallError } from './call-error.ts';
import { isTransientStatus } from './transient.ts';
import type { ErrorCode, Next } from './verdict/codes.ts';

/** A response with an error status. */
export interface FailedResponse {
  readonly call: Call;
  readonly status: number;
  readonly headers: Headers;
  /** The parsed body, or its text if it isn't JSON. */
  readonly body: unknown;
  /** The API key that was sent, to redact it from the response. */
  readonly key?: string | undefined;
  /** Seconds to wait, if the response doesn't say it itself. */
  readonly retryAfter?: number | undefined;
  /** What to do after one status, if the operation has advice of its own. */
  readonly advice?: StatusAdvice | undefined;
}

/** What to do after a status, instead of the general advice. */
export interface StatusAdvice {
  readonly status: number;
  readonly text: string;
  readonly next?: Next;
}

/**
 * The server returned an error status. Subclasses cover the statuses that callers handle differently; any
 * other 4xx is an `ApiError` itself, with the code `refused`.
 */
export class ApiError extends CallError {
  static {
    this.prototype.name = 'ApiError';
  }
  /** HTTP status of the response. */
  readonly status: number;
  /** Error code of the server (`detail.error`), such as `feature_not_enabled`. */
  readonly reason: string | undefined;
  /** `X-Request-Id` of the response. Include it when you contact OptimalDial. */
  readonly requestId: string | undefined;
  /** `detail` of the body as sent. Not enumerable: it may contain personal data. */
  declare readonly detail: unknown;
  /** Headers of the response. Not enumerable: they may contain secrets. */
  declare readonly headers: Headers;

  constructor(response: FailedResponse, code: ErrorCode, generalAdvice: string) {
    const { call, status, headers, body, key } = response;
    const { detail, text, reason } = readDetail(body, key);
    const { text: advice, next } =
      response.advice?.status === status ? response.advice : { text: generalAdvice };
    const transient = isTransientStatus(status);
    const seconds = transient ? (response.retryAfter ?? retryAfter(headers, body)) : undefined;
    const when = seconds === undefined ? 'later' : `in ${seconds} s`;
    const unsent = call.attempts === 0 ? 'was not sent, because an earlier request ' : '';
    super(
      code,
      call,
      `${unsent}returned ${status}${text ? `: ${text}` : ' without an error message'}. ${transient ? `Try again ${when}.` : advice}`,
      { next: transient ? 'retry' : status >= 500 ? 'give_up' : next, retryAfter: seconds },
    );
    this.status = status;
    this.reason = reason;
    this.requestId = requestId(headers, key);
    setHidden(this, 'detail', detail);
    setHidden(this, 'headers', headers);
  }
}

/** 401: the API key is missing, malformed, expired or revoked. Code [`authentication`](https://unpkg.com/@optimaldial/client/docs/errors/authentication.md). */
export class AuthenticationError extends ApiError {
  static {
    this.prototype.name = 'AuthenticationError';
  }
}

/** 402: the organization doesn't have enough credits. Code [`insufficient_credits`](https://unpkg.com/@optimaldial/client/docs/errors/insufficient_credits.md). */
export class InsufficientCreditsError extends ApiError {
  static {
    this.prototype.name = 'InsufficientCreditsError';
  }
}

/** 403: no active subscription, a disabled feature, or a missing scope of the API key. Code [`permission`](https://unpkg.com/@optimaldial/client/docs/errors/permission.md). */
export class PermissionError extends ApiError {
  static {
    this.prototype.name = 'PermissionError';
  }
}

/**
 * 404: the ID doesn't exist or belongs to another organization. For a download also: the upload isn't
 * completed yet. Code [`not_found`](https://unpkg.com/@optimaldial/client/docs/errors/not_found.md).
 */
export class NotFoundError extends ApiError {
  static {
    this.prototype.name = 'NotFoundError';
  }
}

/** 400, 413, 415 or 422: the server rejected the request. Code [`invalid_request`](https://unpkg.com/@optimaldial/client/docs/errors/invalid_request.md). */
export class InvalidRequestError extends ApiError {
  static {
    this.prototype.name = 'InvalidRequestError';
  }
}

/** 429: too many requests. Code [`rate_limited`](https://unpkg.com/@optimaldial/client/docs/errors/rate_limited.md). */
export class RateLimitError extends ApiError {
  static {
    this.prototype.name = 'RateLimitError';
  }
}

/** 5xx or 408: the server failed or timed out, which may be transient. Code [`server`](https://unpkg.com/@optimaldial/client/docs/errors/server.md). */
export class ServerError extends ApiError {
  static {
    this.prototype.name = 'ServerError';
  }
}

/** 3xx: a redirect, which is never followed, because it could expose the API key. Code [`redirect`](https://unpkg.com/@optimaldial/client/docs/errors/redirect.md). */
export class RedirectError extends CallError {
  static {
    this.prototype.name = 'RedirectError';
  }
  /** HTTP status of the response; 0 if the platform hides it: in browsers, and for file uploads on Node.js. */
  readonly status: number;

  constructor(call: Call, status: number) {
    super(
      'redirect',
      call,
      'returned a redirect, which is never followed, because it could expose the API key. Check `baseUrl`.',
    );
    this.status = status;
  }
}
