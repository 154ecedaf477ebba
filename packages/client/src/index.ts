/**
 * A client of the OptimalDial API. Start with {@link createClient}.
 *
 * @module
 */
export { createClient, type Client, type ClientOptions } from './create-client.ts';
export type { Uploads } from './uploads.ts';
export type { CallOptions } from './raw-types.ts';

// What calls throw. All extend OptimalDialError, and each has a `code` of its own.
export { isOptimalDialError, OptimalDialError, type ErrorCode } from './errors/base.ts';
export {
  ApiError,
  AuthenticationError,
  InsufficientCreditsError,
  InvalidRequestError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RedirectError,
  ServerError,
} from './errors/api-error.ts';
export { CallError, ConnectionError, UnreadableResponseError } from './errors/no-answer.ts';
export { ConfigurationError, InvalidInputError } from './errors/refused-before-sending.ts';

// The shape of the API, so that one import is enough.
export * from '@optimaldial/types';

// Types of options and of the raw calls, for who wraps the client.
export type { ApiKey } from './api-key.ts';
export type { Fetch } from './attempt.ts';
export type { ForeignCause } from './errors/cause.ts';
export type {
  Method,
  OperationAt,
  PathWith,
  RawCall,
  RawCalls,
  RawOptions,
  RawResult,
  Success,
} from './raw-types.ts';
