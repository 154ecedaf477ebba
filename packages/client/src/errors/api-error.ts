import { readDetail } from '../detail.ts';
import { hide, type ErrorCode } from './base.ts';
import { CallError } from './no-answer.ts';
import { requestId } from '../request-id.ts';
import { retryAfter } from '../retry-after.ts';
import { callOf, type Answer, type Call } from '../wire.ts';

/**
 * The server answered with an error status. The classes below tell the ones apart that a caller
 * branches on; any other 4xx is an `ApiError` itself, with code `refused`.
 */
export class ApiError extends CallError {
  static {
    this.prototype.name = 'ApiError';
  }
  /** HTTP status of the answer. */
  readonly status: number;
  /** The server's own code, `detail.error`, such as `feature_not_enabled`. */
  readonly reason: string | undefined;
  /** `X-Request-Id` of the answer, for a question to OptimalDial. */
  readonly requestId: string | undefined;
  /** `detail` of the body as it was sent. Not enumerable: it may hold personal data. */
  declare readonly detail: unknown;
  /** Headers of the answer. Not enumerable: they may hold what should not be logged. */
  declare readonly headers: Headers;

  constructor(answer: Answer, code: ErrorCode, advice: string) {
    const { detail, text, reason } = readDetail(answer.body);
    super(
      code,
      callOf(answer.request, answer.attempts),
      `answered ${answer.status}: ${text ?? 'the body says nothing readable'}. ${advice}`,
    );
    const { headers } = answer.response;
    this.status = answer.status;
    this.reason = reason;
    this.requestId = requestId(headers);
    hide(this, 'detail', detail);
    hide(this, 'headers', headers);
  }
}

/** 401: the key is missing, malformed, expired or revoked. Code `authentication`. */
export class AuthenticationError extends ApiError {
  static {
    this.prototype.name = 'AuthenticationError';
  }

  constructor(answer: Answer) {
    super(
      answer,
      'authentication',
      'Check the API key (`apiKey`, or OPTIMALDIAL_API_KEY): it may be expired, revoked, or its owner may have left the organization.',
    );
  }
}

/** 402: the organization has too few credits. Code `insufficient_credits`. */
export class InsufficientCreditsError extends ApiError {
  static {
    this.prototype.name = 'InsufficientCreditsError';
  }

  constructor(answer: Answer) {
    super(answer, 'insufficient_credits', 'Buy credits, or send a shorter list.');
  }
}

/** 403: no active subscription, a feature that is off, or a scope that the key lacks. Code `permission`. */
export class PermissionError extends ApiError {
  static {
    this.prototype.name = 'PermissionError';
  }

  constructor(answer: Answer) {
    super(
      answer,
      'permission',
      "Check the organization's subscription and features, and the scopes of the key.",
    );
  }
}

/** 404: no such thing, or it belongs to another organization. Code `not_found`. */
export class NotFoundError extends ApiError {
  static {
    this.prototype.name = 'NotFoundError';
  }

  constructor(answer: Answer) {
    super(answer, 'not_found', 'Check the id, and that the key is of the organization that owns it.');
  }
}

/** 400, 413, 415 or 422: the server could not accept the input. Code `invalid_request`. */
export class InvalidRequestError extends ApiError {
  static {
    this.prototype.name = 'InvalidRequestError';
  }

  constructor(answer: Answer) {
    super(
      answer,
      'invalid_request',
      'Change the request as the server says; the same one will be refused again.',
    );
  }
}

/** 429: too many requests. Code `rate_limited`. */
export class RateLimitError extends ApiError {
  static {
    this.prototype.name = 'RateLimitError';
  }
  /** How long to wait before the next call, in seconds, where the server said so. */
  readonly retryAfter: number | undefined;

  constructor(answer: Answer) {
    const seconds = retryAfter(answer.response.headers, answer.body);
    super(
      answer,
      'rate_limited',
      seconds === undefined ? 'Wait before the next call.' : `Wait ${seconds} s before the next call.`,
    );
    this.retryAfter = seconds;
  }
}

/** 5xx: the server's fault. Code `server`. */
export class ServerError extends ApiError {
  static {
    this.prototype.name = 'ServerError';
  }

  constructor(answer: Answer) {
    super(answer, 'server', 'The fault is on the side of the server: try again later.');
  }
}

/** 3xx: the API sends no redirects, and following one would carry the key elsewhere. Code `redirect`. */
export class RedirectError extends CallError {
  static {
    this.prototype.name = 'RedirectError';
  }
  /** HTTP status of the answer; 0 where it is hidden: in a browser, and after a file was sent on Node. */
  readonly status: number;

  constructor(call: Call, status: number) {
    super(
      'redirect',
      call,
      'answered with a redirect, which is never followed: the API key would travel with it. Check `baseUrl`.',
    );
    this.status = status;
  }
}

/** The error for an answer that is no success. */
export function errorFrom(answer: Answer): ApiError | RedirectError {
  const { status } = answer;
  if (status < 400) return new RedirectError(callOf(answer.request, answer.attempts), status);
  if (status >= 500) return new ServerError(answer);
  switch (status) {
    case 401:
      return new AuthenticationError(answer);
    case 402:
      return new InsufficientCreditsError(answer);
    case 403:
      return new PermissionError(answer);
    case 404:
      return new NotFoundError(answer);
    case 429:
      return new RateLimitError(answer);
    case 400:
    case 413:
    case 415:
    case 422:
      return new InvalidRequestError(answer);
    default:
      return new ApiError(answer, 'refused', 'The same call will be refused again unless something changes.');
  }
}
