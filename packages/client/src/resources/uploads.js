import { checkUpload } from './upload-input.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { TimeoutError } from '../errors/timeout.ts';
import { checkWanted } from './find-uploads.ts';
import { limitsOf } from '../retry/limits.ts';
import { createList } from './pagination.ts';
import { fillPath } from '../request/path.ts';
import { lookFor, withToken } from './reconcile.ts';
import { waitForUpload } from './wait.ts';
import { within } from '../retry/with-timeout.ts';
const DOWNLOADS = {
  original: '/api/v1/uploads/{upload_id}/download/original',
  processed: '/api/v1/uploads/{upload_id}/download/processed',
  'processed-filtered': '/api/v1/uploads/{upload_id}/download/processed-filtered',
};
function template(which) {
  if (Object.hasOwn(DOWNLOADS, which)) return DOWNLOADS[which];
  const kinds = Object.keys(DOWNLOADS).join(', ');
  throw new InvalidInputError(`An upload has these files: ${kinds}. Nothing was sent.`);
}
const one = (id) => ({ params: { path: { upload_id: id } } });
/**
 * Makes the calls about uploads.
 *
 * @param limits what the client says of time and retries
 * @param download opens a file in the storage
 */
export function createUploads(invoke, limits, download) {
  const list = (query, options) =>
    createList('/api/v1/uploads', query?.cursor, (cursor) =>
      invoke('get', '/api/v1/uploads', { params: { query: { ...query, cursor } } }, options),
    );
  const retrieve = (id, options) => invoke('get', '/api/v1/uploads/{upload_id}', one(id), options);
  // A body changes nothing: what a file adds to `timeout` stays below the default deadline.
  const deadlineOf = (options) => limitsOf(options, limits).deadline;
  const find = async (wanted, options = {}) => {
    const search = checkWanted(wanted);
    const ms = deadlineOf(options);
    const started = performance.now();
    const late = () =>
      new TimeoutError(
        { method: 'GET', path: '/api/v1/uploads', attempts: 1 },
        { limit: 'deadline', ms, elapsed: Math.round(performance.now() - started) },
      );
    return within(ms, options.signal, late, (signal) =>
      search(list({ limit: 100 }, { ...options, signal }).pages()),
    );
  };
  const downloadUrl = async (id, which, options) => invoke('get', template(which), one(id), options);
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
        const look = (wanted, ms) => find(wanted, { ...options, deadline: ms });
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
