import type { CancelledUpload, DownloadLink, Upload } from '@optimaldial/types';
import type { Invoke } from './call.ts';
import { checkUpload, type CreateUpload } from './create-upload.ts';
import type { Download, DownloadOptions } from './download.ts';
import { OutcomeUnknownError } from './errors/outcome-unknown.ts';
import { InvalidInputError } from './errors/invalid-input.ts';
import { createList, type List } from './pages.ts';
import { fillPath } from './path.ts';
import type { CallOptions, PathWith, Query } from './raw-types.ts';
import { lookFor, withToken, type Reconcile } from './reconcile.ts';
import { waitForUpload, type WaitOptions } from './wait.ts';

/** Options of `uploads.create`. */
export interface CreateOptions extends CallOptions {
  /**
   * Looks for the upload where the outcome of its creation is not known, by a token in its filename:
   * `true` for one that is made up, or `{ token }` for one that you have stored first. It is looked for
   * over half a minute, and never sent again. Default: false, `OutcomeUnknownError` at once.
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
   * @throws PaginationError where the server gives the same cursor twice in a row
   * @see `GET /api/v1/uploads`; that the newest come first is inferred
   */
  list(query?: Query<'/api/v1/uploads', 'get'>, options?: CallOptions): List<Upload>;

  /**
   * Finds the uploads of a name, through the list.
   *
   * @param wanted `filename` as it was submitted; `since`, how far back to look
   * @returns the uploads of that name, newest first; empty proves nothing of an upload that is still
   *   being made, and that the API echoes a filename letter for letter is not documented
   */
  find(wanted: { readonly filename: string; readonly since: Date }, options?: CallOptions): Promise<Upload[]>;

  /**
   * Submits a list. It is charged at once, one credit for each valid number, and there is no
   * idempotency key: the same call made twice makes, and charges, two uploads. So it is sent again only
   * where it was refused (429), or never left this machine.
   *
   * @param upload a CSV as `file` with its `phone_column`, or `phone_numbers`, or `contacts`
   * @param options `reconcile` puts a token into the filename, and looks for exactly that name after a
   *   failure that does not tell whether the upload was made; one match is returned. That the API echoes
   *   filenames letter for letter is not documented
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
   * Polls an upload until it is `completed`, or has the status that is waited for: at once, then after
   * pauses that grow from 2 s to 60 s. A transient failure (no connection, 429, 5xx) does not end the wait.
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
   * The response has no `url`: who has the signed one has the file. To put it on a disk, use
   * `saveDownload` of `@optimaldial/client/node`.
   *
   * @param which the file as submitted, every row with its classification, or the likely answers only
   * @param options `resume` goes on with a download that broke off; `headers` go to the API alone
   * @returns the response, 200, or 206 where `resume` was heeded; its body has to be read or cancelled
   * @throws DownloadError where the storage does not give the file
   * @throws ConnectionError where it gives no answer; a body that breaks off is errored with one too
   */
  download(id: string, which: DownloadKind, options?: DownloadOptions): Promise<Response>;
}

const DOWNLOADS = {
  original: '/api/v1/uploads/{upload_id}/download/original',
  processed: '/api/v1/uploads/{upload_id}/download/processed',
  'processed-filtered': '/api/v1/uploads/{upload_id}/download/processed-filtered',
} satisfies Record<DownloadKind, PathWith<'get'>>;

function template(which: DownloadKind): (typeof DOWNLOADS)[DownloadKind] {
  if (Object.hasOwn(DOWNLOADS, which)) return DOWNLOADS[which];
  const kinds = Object.keys(DOWNLOADS).join(', ');
  throw new InvalidInputError(`An upload has these files: ${kinds}. Nothing was sent.`);
}

const one = (id: string) => ({ params: { path: { upload_id: id } } });

/**
 * Makes the calls about uploads.
 *
 * @param download opens a file in the storage
 */
export function createUploads(invoke: Invoke, download: Download): Uploads {
  const list: Uploads['list'] = (query = {}, options) =>
    createList(query.cursor, (cursor) =>
      invoke(
        'get',
        '/api/v1/uploads',
        { params: { query: { ...query, ...(cursor === undefined ? {} : { cursor }) } } },
        options,
      ),
    );
  const retrieve: Uploads['retrieve'] = (id, options) =>
    invoke('get', '/api/v1/uploads/{upload_id}', one(id), options);
  const find: Uploads['find'] = async ({ filename, since }, options) => {
    const found: Upload[] = [];
    for await (const upload of list({ limit: 100 }, options)) {
      if (Date.parse(upload.created_at) < since.getTime()) break;
      if (upload.original_filename === filename) found.push(upload);
    }
    return found;
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
      try {
        return await invoke('post', '/api/v1/uploads', { body }, options);
      } catch (error) {
        if (reconcile === false || !(error instanceof OutcomeUnknownError)) throw error;
        const { signal, headers } = options;
        return lookFor(error, (wanted) => find(wanted, { signal, headers }), signal);
      }
    },
    cancel: (id, options) => invoke('delete', '/api/v1/uploads/{upload_id}', one(id), options),
    downloadUrl,
    download: async (id, which, { resume, ...options } = {}) =>
      download(() => downloadUrl(id, which, options), fillPath(template(which), { upload_id: id }), {
        ...options,
        resume,
      }),
  };
}
