/**
 * A client of the OptimalDial API. Start with {@link createClient}.
 *
 * @module
 */
export { createClient, type Client, type ClientOptions } from './create-client.ts';
export type { CreateOptions, DownloadKind, Uploads } from './uploads.ts';
export type { CreateUpload } from './create-upload.ts';
export { filenameWithToken, type Reconcile } from './reconcile.ts';
export type { AttemptEvent, OnAttempt } from './on-attempt.ts';
export type { DownloadOptions } from './download.ts';
export type { Resume } from './stored-file.ts';
export type { WaitOptions } from './wait.ts';
export type { Webhooks } from './webhooks.ts';
export type { Contacts } from './contacts.ts';
export type { List, Page } from './pages.ts';
export type { CallOptions } from './raw-types.ts';
export type { CallLimits } from './limits.ts';

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
export { OutcomeUnknownError, type Trace } from './errors/outcome-unknown.ts';
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

// Types of options and of the raw calls, for who wraps the client.
export type { ApiKey } from './api-key.ts';
export type { Fetch, FetchInit, FetchResponse, FileBody } from './fetch-types.ts';
export type { ForeignCause } from './errors/cause.ts';
export type {
  Method,
  OperationAt,
  PathWith,
  Query,
  RawCall,
  RawCalls,
  RawOptions,
  RawResult,
  Success,
} from './raw-types.ts';
