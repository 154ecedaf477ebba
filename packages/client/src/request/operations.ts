import { lastSegment } from '../body/filename.ts';
import { isBlob } from '../body/is-blob.ts';
import type { Method, PathWith } from './call-types.ts';
import { isRecord } from '../is-record.ts';
import { ownProperty } from '../own-property.ts';

/** Says that a request may be carried out only once, and what to do where that is not known. */
export interface Once {
  /** How to find out whether it was carried out. */
  readonly advice: string;
  /** The filename that is sent, where there is one. */
  readonly filename: string | undefined;
  /** When the call was made, by the clock of this machine. */
  readonly from: Date;
}

const UPLOADS = '/api/v1/uploads' satisfies PathWith<'post'>;
const CONTACTS = '/api/v1/contacts' satisfies PathWith<'post'>;
const WEBHOOKS = '/api/v1/webhooks' satisfies PathWith<'post'>;

/** How to find an upload that may have been made. */
const UPLOAD_ADVICE =
  'Look for it with `uploads.find` by its filename before you send it again (`error.trace` has the name and the time), or let `reconcile` look.';

const ADVICE: Readonly<Record<string, string>> = {
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
export function nonIdempotent(method: Method, path: string, body: unknown): Once | undefined {
  if (method !== 'post') return undefined;
  if (path === CONTACTS && isRecord(body) && isKey(ownProperty(body, 'idempotency_key'))) return undefined;
  return { advice: ADVICE[path] ?? OTHERWISE, filename: filenameIn(body), from: new Date() };
}

/** Whether a value is an idempotency key. A blank one may count as none, so it makes nothing repeatable. */
export function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^(?=.*[^\s\p{C}]).{1,255}$/su.test(value);
}

function filenameIn(body: unknown): string | undefined {
  if (!isRecord(body)) return undefined;
  const { filename_override: override, filename, file } = body;
  const name = override ?? filename ?? (isBlob(file) ? lastSegment(file) : undefined);
  return typeof name === 'string' ? name : undefined;
}
