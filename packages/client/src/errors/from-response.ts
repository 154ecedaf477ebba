import {
  ApiError,
  AuthenticationError,
  InsufficientCreditsError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RedirectError,
  ServerError,
  type FailedResponse,
} from './api-error.ts';
import type { ErrorCode } from './verdict/codes.ts';

type Kind = readonly [type: typeof ApiError, code: ErrorCode, advice: string];

const INVALID: Kind = [InvalidRequestError, 'invalid_request', 'Fix the request before you send it again.'];
const FINAL = 'The same request will fail again.';
const SERVER: Kind = [ServerError, 'server', FINAL];
const OTHER: Kind = [ApiError, 'refused', FINAL];

const KINDS: Readonly<Record<number, Kind>> = {
  400: INVALID,
  401: [
    AuthenticationError,
    'authentication',
    'Check the API key (`apiKey` or OPTIMALDIAL_API_KEY): it may be expired or revoked, or its owner may have left the organization.',
  ],
  402: [InsufficientCreditsError, 'insufficient_credits', 'Buy credits or send a shorter list.'],
  403: [
    PermissionError,
    'permission',
    "Check the organization's subscription and features, and the API key's scopes.",
  ],
  404: [
    NotFoundError,
    'not_found',
    'Check the ID and `baseUrl` (a sandbox has its own IDs), and that the API key belongs to the same organization.',
  ],
  408: SERVER,
  413: INVALID,
  415: INVALID,
  422: INVALID,
  429: [RateLimitError, 'rate_limited', ''],
};

/** Creates the error for a response that isn't a success. */
export function errorFrom(response: FailedResponse): ApiError | RedirectError {
  const { call, status } = response;
  if (status < 400) return new RedirectError(call, status);
  const [Type, code, advice] = status < 500 ? (KINDS[status] ?? OTHER) : SERVER;
  return new Type(response, code, advice);
}
