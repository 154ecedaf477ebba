import type { CancelledUpload, DownloadLink, Upload } from '@optimaldial/types';
import { TimeoutError } from '../errors/timeout.ts';
import type { CallOperation } from '../request/call.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { Query } from '../request/call-types.ts';
import { fillPath } from '../request/path.ts';
import { resolveLimits, type CallLimits } from '../time/limits.ts';
import { withTimeout } from '../time/with-timeout.ts';
import { checkStatus, statusesOf, type CheckOptions, type UploadCheck } from './check.ts';
import { createUpload, type CreateCalls, type CreateOptions } from './create.ts';
import { downloadPath, type DownloadKind } from './download/download-path.ts';
import type { Download, DownloadOptions } from './download/download.ts';
import { prepareSearch, type UploadSearch } from './find-uploads.ts';
import { createList, type List } from './pagination.ts';
import type { CreateUpload } from './upload-input.ts';
import { waitForUpload, type WaitOptions } from './wait.ts';

/** Calls for uploads. Error statuses throw an `ApiError`; `retrieve` lists its subclasses. */
export interface Uploads {
  /**
   * Retrieves an upload.
   *
   * @param id `id` of the upload, a UUID
   * @returns the upload, with the field names of the API
   * @throws InvalidInputError if `id` isn't a UUID
   * @throws AuthenticationError if the API key is rejected (401)
   * @throws NotFoundError if the organization has no such upload (404)
   * @throws RateLimitError if there were too many requests (429); `retryAfter` is in seconds
   * @throws ServerError if the server failed (5xx), or another `ApiError`
   * @throws ConnectionError or UnreadableResponseError if the response is missing or unusable
   * @see `GET /api/v1/uploads/{upload_id}`
   */
  retrieve(id: string, options?: CallOptions): Promise<Upload>;

  /**
   * Lists uploads, newest first. Pages are requested as you iterate: the call itself sends nothing, so `await` on it
   * doesn't return uploads or detect a wrong API key.
   *
   * @param query `limit` is the page size (1 to 100, default 50), `cursor` the page to start from
   * @throws PaginationError if the server returns the same cursor twice
   * @see `GET /api/v1/uploads`; the order is inferred
   * @example
   * for await (const upload of client.uploads.list()) console.log(upload.id, upload.status);
   */
  list(query?: Query<'/api/v1/uploads', 'get'>, options?: CallOptions): List<Upload>;

  /**
   * Finds uploads by filename. Reads the list from the newest page back to 10 minutes before `since`, to
   * allow for clock skew.
   *
   * @param search `filename` as submitted, or a path that ends with it; `since` is how far back to search
   * @param options `deadline` applies to the whole search, in ms
   * @returns the uploads with that filename, in the order of the list. An empty array doesn't prove that no
   *   upload was created: a request can still be in progress, and it isn't documented that the API returns
   *   filenames unchanged
   * @throws InvalidInputError if `since` isn't a valid date or is in the future, or the filename is empty
   * @throws PaginationError after 1,000 pages
   * @throws TimeoutError at the deadline
   */
  find(search: UploadSearch, options?: CallOptions): Promise<Upload[]>;

  /**
   * Submits a list. It is charged immediately, one credit per valid number. Uploads have no idempotency key:
   * calling this twice creates and charges two uploads, unless `reconcile` finds the first one. The request is
   * retried only if it was rejected (429) or never sent.
   *
   * @param upload a CSV `file` with its `phone_column`, or `phone_numbers`, or `contacts`
   * @param options `reconcile` adds a token to the filename, and searches for that filename: before it sends
   *   the list, if the token is yours, and if the outcome is unknown. It returns a single match whose size fits
   *   the list: the bytes of a file, or the number of entries. It isn't documented that the API returns
   *   filenames unchanged. `maxCredits` limits the price
   * @returns the upload, charged and ready for processing; or the one that was found
   * @throws InvalidInputError if the list can't be accepted: over 100 MB, over 250,000 entries, under 100
   *   numbers, no column name, more entries than `maxCredits`, or a token of another list
   * @throws InsufficientCreditsError if there aren't enough credits (402)
   * @throws PermissionError if the organization has no active subscription (403)
   * @throws OutcomeUnknownError if the upload may have been created. Search with `find` before you call again
   * @see `POST /api/v1/uploads`
   * @example
   * const upload = await client.uploads.create({ phone_numbers, filename: 'march.csv' }, { reconcile: true });
   */
  create(upload: CreateUpload, options?: CreateOptions): Promise<Upload>;

  /**
   * Cancels an upload before its processing starts, and refunds its credits.
   *
   * @see `DELETE /api/v1/uploads/{upload_id}`; the response for an upload that can no longer be cancelled
   *   isn't documented
   */
  cancel(id: string, options?: CallOptions): Promise<CancelledUpload>;

  /**
   * Polls an upload once, for schedulers that don't block: call it again after `again` ms. The delay grows
   * from 1–2 to 30–60 seconds with the time since `created_at`, by the clock of this machine.
   *
   * @param options `until`; transient failures are retried, as in `retrieve`
   * @returns `done`, the `upload`, and `again` in ms (0 if done)
   * @throws UploadNotCompletedError if the upload failed, was cancelled or was rejected
   * @throws WaitingForPersonError if someone has to continue the upload in the web app
   * @see `GET /api/v1/uploads/{upload_id}`
   */
  check(id: string, options?: CheckOptions): Promise<UploadCheck>;

  /**
   * Polls an upload until it is `completed` or has the status in `until`: immediately, then with backoff and
   * jitter, from 1–2 to 30–60 seconds by the time since the wait started. Transient failures (no connection, 429, 5xx) don't end the wait.
   *
   * @param options `until`, `deadline` in ms (default 3,600,000), `onUpdate`, `onPoll`, `wake`, `signal`
   * @returns the upload
   * @throws UploadNotCompletedError if the upload failed, was cancelled or was rejected
   * @throws WaitingForPersonError if someone has to continue the upload in the web app
   * @throws WaitTimeoutError at the deadline
   */
  wait(id: string, options?: WaitOptions): Promise<Upload>;

  /**
   * Creates a signed URL for a file of an upload. It is valid for about an hour. Anyone with the URL can read
   * the file: keep it out of logs.
   *
   * @returns `download_url`, and `expires_at` as a Unix time in seconds, with a fraction
   */
  downloadUrl(id: string, kind: DownloadKind, options?: CallOptions): Promise<DownloadLink>;

  /**
   * Opens a file of an upload: returns a response whose body streams from the storage. The storage never
   * receives the API key. The response has no `url`, because anyone with the signed URL can read the file, and
   * its headers describe the decoded body. To save the file to disk, use `saveDownload` from
   * `@optimaldial/client/node`.
   *
   * @param options `resume` resumes an interrupted download; `headers` are sent only to the API
   * @returns the response: 200, or 206 if the download was resumed. Read its body or cancel it
   * @throws DownloadError if the storage doesn't return the file
   * @throws ConnectionError if the storage doesn't respond. Reading the body throws it if the body is truncated
   * @throws TimeoutError if opening the file exceeds `timeout` or `deadline`. Reading the body throws it if no
   *   bytes arrive within `timeout`
   */
  download(id: string, kind: DownloadKind, options?: DownloadOptions): Promise<Response>;
}

const byId = (id: string) => ({ params: { path: { upload_id: id } } });

/**
 * Creates the calls for uploads.
 *
 * @param limits of the client
 * @param download opens a file in the storage
 */
export function createUploads(call: CallOperation, limits: CallLimits, download: Download): Uploads {
  const list: Uploads['list'] = (query, options) =>
    createList('/api/v1/uploads', query?.cursor, (cursor) =>
      call('get', '/api/v1/uploads', { params: { query: { ...query, cursor } } }, options),
    );
  const retrieve: Uploads['retrieve'] = (id, options) =>
    call('get', '/api/v1/uploads/{upload_id}', byId(id), options);
  // Independent of the body: the time that a file adds to `timeout` is below the default deadline.
  const deadlineOf = (options: CallOptions): number => resolveLimits(options, limits).deadline;
  const find: Uploads['find'] = async (search, options = {}) => {
    const findIn = prepareSearch(search);
    const ms = deadlineOf(options);
    const started = performance.now();
    const timeoutError = (): TimeoutError =>
      new TimeoutError(
        { method: 'GET', path: '/api/v1/uploads', attempts: 1 },
        { limit: 'deadline', ms, elapsed: Math.round(performance.now() - started) },
      );
    return withTimeout(ms, options.signal, timeoutError, (signal) =>
      findIn(list({ limit: 100 }, { ...options, signal }).pages()),
    );
  };
  const send: CreateCalls['send'] = (body, options) => call('post', '/api/v1/uploads', { body }, options);
  const downloadUrl: Uploads['downloadUrl'] = async (id, kind, options) =>
    call('get', downloadPath(kind), byId(id), options);
  return {
    retrieve,
    async check(id, { until, ...options } = {}) {
      const requested = statusesOf(until);
      const upload = await retrieve(id, options);
      return checkStatus(upload, requested, Date.now() - Date.parse(upload.created_at));
    },
    wait: (id, options) => waitForUpload((pollOptions) => retrieve(id, pollOptions), id, options),
    list,
    find,
    create: (upload, options = {}) => createUpload({ send, find, deadlineOf }, upload, options),
    cancel: (id, options) => call('delete', '/api/v1/uploads/{upload_id}', byId(id), options),
    downloadUrl,
    download: async (id, kind, { resume, ...options } = {}) =>
      download(
        (signal) => downloadUrl(id, kind, { ...options, signal }),
        fillPath(downloadPath(kind), { upload_id: id }),
        { ...options, resume },
      ),
  };
}
