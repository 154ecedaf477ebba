/**
 * A client of the OptimalDial API. Start with {@link createClient}.
 *
 * @module
 */
export { createClient } from './client.ts';
export { filenameWithToken } from './resources/reconcile.ts';
// What calls throw. All extend OptimalDialError, and each has a `code` of its own.
export { isOptimalDialError, OptimalDialError } from './errors/base.ts';
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
export { CallError, ConnectionError, UnreadableResponseError } from './errors/call-error.ts';
export { OutcomeUnknownError } from './errors/outcome-unknown.ts';
export { TimeoutError } from './errors/timeout.ts';
export { DownloadError } from './errors/download.ts';
export { PaginationError } from './errors/pagination.ts';
export {
  UploadNotCompletedError,
  WaitError,
  WaitingForPersonError,
  WaitTimeoutError,
} from './errors/waiting.ts';
export { ConfigurationError } from './errors/configuration.ts';
export { InvalidInputError } from './errors/invalid-input.ts';
// The shape of the API, so that one import is enough.
export * from '@optimaldial/types';
