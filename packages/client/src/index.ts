/**
 * Client of the OptimalDial API. Start with {@link createClient}.
 *
 * @module
 */
export { createClient, type Client, type ClientOptions } from './client.ts';
export type { Uploads } from './resources/uploads.ts';
export type { CreateOptions } from './resources/create.ts';
export type { UploadSearch } from './resources/find-uploads.ts';
export { uploadLimits, type CreateUpload } from './resources/upload-input.ts';
export { filenameWithToken } from './resources/filename-token.ts';
export type { Reconcile } from './resources/reconcile.ts';
export type { AttemptEvent, OnAttempt } from './retry/attempt-event.ts';
export type { LimitedRequest, Limiter } from './retry/limiter.ts';
export type { TracedError, TraceEvent } from './tracing/trace-event.ts';
export type { DownloadOptions } from './resources/download/download.ts';
export { downloadKindValues, type DownloadKind } from './resources/download/download-path.ts';
export type { Resume } from './resources/download/storage-response.ts';
export { isFinal, type CheckOptions, type UploadCheck } from './resources/check.ts';
export type { WaitOptions } from './resources/wait.ts';
export type { Wake } from './resources/wake.ts';
export { countEntries } from './resources/count-entries.ts';
export type { Webhooks } from './resources/webhook-endpoints.ts';
export type { EnsuredWebhook, EnsureWebhook } from './resources/webhooks/options.ts';
export type {
  StoredWebhookSecret,
  StoredWebhookSecrets,
  WebhookSecretStore,
} from './webhooks/secret-store.ts';
export type { Contacts } from './resources/contacts.ts';
export type { List, Page } from './resources/pagination.ts';
export type { CallOptions } from './request/call-options.ts';
export type { CallLimits } from './time/limits.ts';

// Errors. All extend OptimalDialError and have a stable `code`.
export { isOptimalDialError, OptimalDialError, type ErrorDetails } from './errors/base.ts';
export type { ErrorCode, Next } from './errors/verdict/codes.ts';
export type { ErrorJson } from './errors/verdict/error-json.ts';
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
export { CallError, ConnectionError, LimiterError, UnreadableResponseError } from './errors/call-error.ts';
export { OutcomeUnknownError, type Trace } from './errors/outcome-unknown.ts';
export { TimeoutError } from './errors/timeout.ts';
export { DownloadError } from './errors/download.ts';
export { PaginationError } from './errors/pagination.ts';
export {
  UploadNotCompletedError,
  WaitError,
  WaitingForPersonError,
  WaitTimeoutError,
} from './errors/wait.ts';
export { ConfigurationError } from './errors/configuration.ts';
export { InvalidInputError } from './errors/invalid-input.ts';

// Types of the API.
export * from '@optimaldial/types';

// Types of options and raw calls, for wrappers of the client.
export type { ApiKey } from './transport/api-key.ts';
export type { Fetch, FetchInit, FetchResponse, FileBody } from './transport/fetch-types.ts';
export type { RedactedCause } from './errors/cause.ts';
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
} from './request/call-types.ts';
