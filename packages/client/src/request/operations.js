import { lastSegment } from '../transport/filename.ts';
import { isBlob } from '../transport/is-blob.ts';
import { isRecord } from '../is-record.ts';
const UPLOADS = '/api/v1/uploads';
const CONTACTS = '/api/v1/contacts';
const WEBHOOKS = '/api/v1/webhooks';
/** How to find an upload that may have been made. */
const UPLOAD_ADVICE =
  'Look for it with `uploads.find` by its filename before you send it again (`error.trace` has the name and the time), or let `reconcile` look.';
const ADVICE = {
  [UPLOADS]: UPLOAD_ADVICE,
  [CONTACTS]:
    'Look for it with `contacts.list` before you send it again; with an `idempotency_key` it can be repeated.',
  [WEBHOOKS]:
    'Its secret is shown once: list the endpoints (`webhooks.list`), delete the new one if it is there, and create it again.',
};
const OTHERWISE = 'Look whether it was carried out before you send it again.';
/**
 * What may not be sent a second time once it may have arrived. A POST charges, or shows a secret once;
 * only a contact with an `idempotency_key` is made once however often it is sent. A POST that is new in
 * the description counts as one that charges.
 *
 * @returns `undefined` for what can be repeated
 */
export function onceOnly(method, path, body) {
  if (method !== 'post') return undefined;
  if (
    path === CONTACTS &&
    isRecord(body) &&
    Object.hasOwn(body, 'idempotency_key') &&
    isKey(body['idempotency_key'])
  )
    return undefined;
  return { advice: ADVICE[path] ?? OTHERWISE, filename: filenameIn(body), from: new Date() };
}
/** Whether a value is an idempotency key. A blank one may count as none, so it makes nothing repeatable. */
export function isKey(value) {
  return typeof value === 'string' && /^(?=.*[^\s\p{C}]).{1,255}$/su.test(value);
}
function filenameIn(body) {
  if (!isRecord(body)) return undefined;
  const { filename_override: override, filename, file } = body;
  const name = override ?? filename ?? (isBlob(file) ? lastSegment(file) : undefined);
  return typeof name === 'string' ? name : undefined;
}
