import { readDetail } from '../response/error-detail.ts';
import { hide, type ErrorCode } from './base.ts';
import { CallError } from './call-error.ts';
import { requestId } from '../response/request-id.ts';
import { retryAfter } from '../response/retry-after.ts';
import { describeCall, type ApiResponse, type Call } from '../transport/types.ts';

/** What an error keeps of a response. */
type Facts = Pick<ApiResponse, 'status' | 'body' | 'key' | 'response' | 'retryAfter'>;

/**
 * The server responded with an error status. The classes below are the cases that callers handle
 * differently; any other 4xx is an `ApiError` itself, with code `refused`.
 */
export class ApiError extends CallError {
  static {
    this.prototype.name = 'ApiError';
  }
  /** HTTP status of the response. */
  readonly status: number;
  /** The server's own code, `detail.error`, such as `feature_not_enabled`. */
  readonly reason: string | undefined;
  /** `X-Request-Id` of the response, to quote in a question to OptimalDial. */
  readonly requestId: string | undefined;
  /** `detail` of the body as sent. Not enumerable: it may contain personal data. */
  declare readonly detail: unknown;
  /** Headers of the response. Not enumerable: they may contain secrets. */
  declare readonly headers: Headers;

  constructor(call: Call, { status, body, key, response }: Facts, code: ErrorCode, advice: string) {
    const { detail, text, reason } = readDetail(body, key);
    // An earlier request of this client was answered so, and this one would have been too.
    const unsent = call.attempts === 0 ? 'was not sent: an earlier request was ' : '';
    super(code, call, `${unsent}answered ${status}: ${text ?? 'the body says nothing readable'}. ${advice}`);
    this.status = status;
    this.reason = reason;
    this.requestId = requestId(response.headers, key);
    hide(this, 'detail', detail);
    hide(this, 'headers', response.headers);
  }
}

/** 401: the key is missing, malformed, expired or revoked. Code `authentication`. */
export class AuthenticationError extends ApiError {
  static {
    this.prototype.name = 'AuthenticationError';
  }
}

/** 402: the organization has too few credits. Code `insufficient_credits`. */
export class InsufficientCreditsError extends ApiError {
  static {
    this.prototype.name = 'InsufficientCreditsError';
  }
}

/** 403: no active subscription, a feature that is off, or a scope that the key lacks. Code `permission`. */
export class PermissionError extends ApiError {
  static {
    this.prototype.name = 'PermissionError';
  }
}

/**
 * 404: the ID is unknown, or belongs to another organization. For a download also: the upload isn't
 * completed yet. Code `not_found`.
 */
export class NotFoundError extends ApiError {
  static {
    this.prototype.name = 'NotFoundError';
  }
}

/** 400, 413, 415 or 422: the server rejected the input. Code `invalid_request`. */
export class InvalidRequestError extends ApiError {
  static {
    this.prototype.name = 'InvalidRequestError';
  }
}

/** 429: too many requests. Code `rate_limited`. */
export class RateLimitError extends ApiError {
  static {
    this.prototype.name = 'RateLimitError';
  }
  /** How long to wait before the next call, in seconds; `undefined` if the server didn't say. */
  readonly retryAfter: number | undefined;

  constructor(call: Call, facts: Facts, code: ErrorCode, advice: string) {
    const seconds = facts.retryAfter ?? retryAfter(facts.response.headers, facts.body);
    super(call, facts, code, `Wait ${seconds === undefined ? '' : `${seconds} s `}${advice}`);
    this.retryAfter = seconds;
  }
}

/** 5xx, or 408: the server failed or timed out, which may be transient. Code `server`. */
export class ServerError extends ApiError {
  static {
    this.prototype.name = 'ServerError';
  }
}

/** 3xx: the API sends no redirects, and following one would send the key elsewhere. Code `redirect`. */
export class RedirectError extends CallError {
  static {
    this.prototype.name = 'RedirectError';
  }
  /** HTTP status of the response; 0 if the platform hides it: in a browser, and after a file upload on Node. */
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

type Kind = readonly [type: typeof ApiError, code: ErrorCode, advice: string];

const CHECK_ID = 'heck the id, and that the key is of the organization that owns it.';
const INVALID: Kind = [
  InvalidRequestError,
  'invalid_request',
  'Change the request as the server says; the same one will be refused again.',
];
const SERVER: Kind = [ServerError, 'server', 'The server failed or timed out: try again later.'];
const OTHER: Kind = [ApiError, 'refused', 'The same call will be refused again unless something changes.'];

const KINDS: Readonly<Record<number, Kind>> = {
  400: INVALID,
  401: [
    AuthenticationError,
    'authentication',
    'Check the API key (`apiKey`, or OPTIMALDIAL_API_KEY): it may be expired, revoked, or its owner may have left the organization.',
  ],
  402: [InsufficientCreditsError, 'insufficient_credits', 'Buy credits, or send a shorter list.'],
  403: [
    PermissionError,
    'permission',
    "Check the organization's subscription and features, and the scopes of the key.",
  ],
  404: [NotFoundError, 'not_found', `C${CHECK_ID}`],
  408: SERVER,
  413: INVALID,
  415: INVALID,
  422: INVALID,
  429: [RateLimitError, 'rate_limited', 'before the next call.'],
};

/** The error for a response that isn't a success. */
export function errorFrom(answer: ApiResponse): ApiError | RedirectError {
  const { status, request, attempts } = answer;
  const call = describeCall(request, attempts);
  if (status < 400) return new RedirectError(call, status);
  const [Type, code, advice] = status < 500 ? (KINDS[status] ?? OTHER) : SERVER;
  const download = status === 404 && request.template.includes('/download/');
  return new Type(
    call,
    answer,
    code,
    download
      ? `The file exists only once the upload is \`completed\`: wait for it (\`uploads.wait\`), and c${CHECK_ID}`
      : advice,
  );
}
