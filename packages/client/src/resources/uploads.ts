import type { CancelledUpload, DownloadLink, Upload } from '@optimaldial/types';
import type { CallOperation } from '../request/call.ts';
import { checkUpload, type CreateUpload } from './upload-input.ts';
import type { Download, DownloadOptions } from './download/download.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { checkWanted, type Wanted } from './find-uploads.ts';
import { resolveLimits, type CallLimits } from '../time/limits.ts';
import { createList, type List } from './pagination.ts';
import { ownProperty } from '../own-property.ts';
import { fillPath } from '../request/path.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { PathWith, Query } from '../request/call-types.ts';
import { lookFor, withToken, type Reconcile } from './reconcile.ts';
import { waitForUpload, type WaitOptions } from './wait.ts';
import { withTimeout } from '../time/with-timeout.ts';

/** Options of `uploads.create`. */
export interface CreateOptions extends CallOptions {
  /**
   * Looks for the upload if the outcome of the request is unknown, by a token in its filename: `true`
   * for a random token, `{ token }` for a token that you have stored first. The search takes up to 30
   * seconds, ends at `deadline`, and never sends the list again.
   *
   * The token is not an idempotency key: two calls with the same token create, and charge, two uploads.
   * Use each token for one list only.
   *
   * @default false: `OutcomeUnknownError` at once
   */
  readonly reconcile?: Reconcile | undefined;
}

/** The files of an upload. */
export type DownloadKind = 'original' | 'processed' | 'processed-filtered';

/** Calls about uploads. Each throws an `ApiError` for an error status; see `retrieve`. */
export interface Uploads {
  /**
   * Retrieves one upload as it stands now.
   *
   * @param id the upload's `id`, a uuid
   * @param options `signal` ends the call; `headers` are sent with it
   * @returns the upload, with the wire's own field names
   * @throws InvalidInputError where `id` is no uuid; nothing was sent
   * @throws AuthenticationError where the key is refused (401)
   * @throws NotFoundError where the organization has no such upload (404)
   * @throws RateLimitError with `retryAfter` in seconds (429), ServerError (5xx), or another `ApiError`
   * @throws ConnectionError or UnreadableResponseError where no usable answer came
   * @see `GET /api/v1/uploads/{upload_id}` in the reference of OptimalDial
   */
  retrieve(id: string, options?: CallOptions): Promise<Upload>;

  /**
   * Lists the organization's uploads, newest first, asking for pages as they are needed.
   *
   * @param query `limit`, items a page (1 to 100, default 50); `cursor`, where to start
   * @throws PaginationError if the server returns a cursor twice, so that the list would never end
   * @see `GET /api/v1/uploads`; that the newest come first is inferred
   */
  list(query?: Query<'/api/v1/uploads', 'get'>, options?: CallOptions): List<Upload>;

  /**
   * Finds uploads by filename. Reads the list from the newest page back to `since`, and 10 minutes
   * further, because the clocks of two machines can differ.
   *
   * @param wanted `filename` as it was submitted, or a path that ends with it; `since`, how far back to look
   * @param options `deadline` limits the whole search, in ms
   * @returns the uploads with that filename, in the order of the list. An empty array doesn't prove that
   *   no upload was created: a request can still be in progress, and it isn't documented that the API
   *   returns filenames unchanged
   * @throws InvalidInputError if `since` isn't a valid date or is in the future, or the filename is
   *   empty; nothing was sent
   * @throws PaginationError after 1,000 pages
   * @throws TimeoutError at the deadline
   */
  find(wanted: Wanted, options?: CallOptions): Promise<Upload[]>;

  /**
   * Submits a list. It is charged at once, one credit for each valid number, and there is no
   * idempotency key: the same call made twice makes, and charges, two uploads. So it is sent again only
   * where it was refused (429), or never left this machine.
   *
   * @param upload a CSV as `file` with its `phone_column`, or `phone_numbers`, or `contacts`
   * @param options `reconcile` puts a token into the filename, and looks for that filename if the
   *   outcome is unknown. A single match is returned if its size fits the list: the bytes of a file, or
   *   the number of entries. It isn't documented that the API returns filenames unchanged
   * @returns the upload, charged and ready for processing
   * @throws InvalidInputError for what can be known to fail (100 MB, 250,000 entries, fewer than 100
   *   numbers, an empty column name); nothing was sent
   * @throws InsufficientCreditsError (402), PermissionError without a subscription (403)
   * @throws OutcomeUnknownError where the upload may or may not have been made: look with `find` before
   *   you call again, or let `reconcile` look
   * @see `POST /api/v1/uploads`
   */
  create(upload: CreateUpload, options?: CreateOptions): Promise<Upload>;

  /**
   * Cancels an upload whose processing has not started, and gives its credits back.
   *
   * @see `DELETE /api/v1/uploads/{upload_id}`; what an upload answers that cannot be cancelled any more
   *   is not documented
   */
  cancel(id: string, options?: CallOptions): Promise<CancelledUpload>;

  /**
   * Polls an upload until it is `completed`, or has the status that you wait for: immediately, then with
   * backoff and jitter, from 1–2 seconds to 30–60 seconds. A transient failure (no connection, 429, 5xx)
   * does not end the wait.
   *
   * @param options `until`, `deadline` in ms (default: an hour), `onUpdate`, `signal`
   * @returns the upload
   * @throws UploadNotCompletedError where it failed, was cancelled or refused; the error holds the upload
   * @throws WaitingForPersonError where it waits for someone in the web app
   * @throws WaitTimeoutError where the deadline passed first
   */
  wait(id: string, options?: WaitOptions): Promise<Upload>;

  /**
   * Gives a signed URL for a file of an upload, which works for about an hour. Who has the URL has the
   * file: keep it out of logs.
   *
   * @param which the file as submitted, every row with its classification, or the likely answers only
   * @returns `download_url`, and `expires_at` in Unix time, in seconds with a fraction
   */
  downloadUrl(id: string, which: DownloadKind, options?: CallOptions): Promise<DownloadLink>;

  /**
   * Opens a file of an upload: a response whose body streams from the storage, which never sees the key.
   * The response has no `url`, because anyone with the signed URL can read the file. Its headers describe
   * the body as you read it, decoded. To save the file to disk, use `saveDownload` of
   * `@optimaldial/client/node`.
   *
   * @param which the file as submitted, every row with its classification, or the likely answers only
   * @param options `resume` resumes an interrupted download; `headers` are sent to the API only
   * @returns the response: 200, or 206 if `resume` was accepted. Read its body or cancel it
   * @throws DownloadError if the storage does not return the file
   * @throws ConnectionError if it does not respond. A body that ends before its length fails with one too
   * @throws TimeoutError if the file is not opened within `timeout` or `deadline`; reading the body throws
   *   one if no bytes arrive within `timeout`
   */
  download(id: string, which: DownloadKind, options?: DownloadOptions): Promise<Response>;
}

const DOWNLOADS = {
  original: '/api/v1/uploads/{upload_id}/download/original',
  processed: '/api/v1/uploads/{upload_id}/download/processed',
  'processed-filtered': '/api/v1/uploads/{upload_id}/download/processed-filtered',
} satisfies Record<DownloadKind, PathWith<'get'>>;

function template(which: DownloadKind): (typeof DOWNLOADS)[DownloadKind] {
  const path = ownProperty(DOWNLOADS, which);
  if (path !== undefined) return path;
  const kinds = Object.keys(DOWNLOADS).join(', ');
  throw new InvalidInputError(`An upload has these files: ${kinds}. Nothing was sent.`);
}

const one = (id: string) => ({ params: { path: { upload_id: id } } });

/**
 * Makes the calls about uploads.
 *
 * @param limits what the client says of time and retries
 * @param download opens a file in the storage
 */
export function createUploads(invoke: CallOperation, limits: CallLimits, download: Download): Uploads {
  const list: Uploads['list'] = (query, options) =>
    createList('/api/v1/uploads', query?.cursor, (cursor) =>
      invoke('get', '/api/v1/uploads', { params: { query: { ...query, cursor } } }, options),
    );
  const retrieve: Uploads['retrieve'] = (id, options) =>
    invoke('get', '/api/v1/uploads/{upload_id}', one(id), options);
  // A body changes nothing: what a file adds to `timeout` stays below the default deadline.
  const deadlineOf = (options: CallOptions): number => resolveLimits(options, limits).deadline;
  const find: Uploads['find'] = async (wanted, options = {}) => {
    const search = checkWanted(wanted);
    const ms = deadlineOf(options);
    const started = performance.now();
    const late = (): TimeoutError =>
      new TimeoutError(
        { method: 'GET', path: '/api/v1/uploads', attempts: 1 },
        { limit: 'deadline', ms, elapsed: Math.round(performance.now() - started) },
      );
    return withTimeout(ms, options.signal, late, (signal) =>
      search(list({ limit: 100 }, { ...options, signal }).pages()),
    );
  };
  const downloadUrl: Uploads['downloadUrl'] = async (id, which, options) =>
    invoke('get', template(which), one(id), options);
  return {
    retrieve,
    wait: (id, options) => waitForUpload((each) => retrieve(id, each), id, options),
    list,
    find,
    async create(upload, { reconcile = false, ...options } = {}) {
      checkUpload(upload);
      const body = reconcile === false ? upload : withToken(upload, reconcile);
      const started = performance.now();
      try {
        return await invoke('post', '/api/v1/uploads', { body }, options);
      } catch (error) {
        if (reconcile === false || !(error instanceof OutcomeUnknownError)) throw error;
        const look = (wanted: Wanted, ms: number): Promise<Upload[]> =>
          find(wanted, { ...options, deadline: ms });
        return lookFor(error, upload, started + deadlineOf(options), look, options.signal);
      }
    },
    cancel: (id, options) => invoke('delete', '/api/v1/uploads/{upload_id}', one(id), options),
    downloadUrl,
    download: async (id, which, { resume, ...options } = {}) =>
      download(
        (signal) => downloadUrl(id, which, { ...options, signal }),
        fillPath(template(which), { upload_id: id }),
        { ...options, resume },
      ),
  };
}
