import { lastSegment } from '../body/filename.ts';
import { typeName } from '../describe-value.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';
import { filenameOf } from './find-uploads.ts';
import type { CreateUpload } from './upload-input.ts';

const TOKEN = /^[\w-]{4,64}$/;

/**
 * Returns the filename that `uploads.create` sends with `reconcile: { token }`. Store the token before the
 * call, and another process can find the upload.
 *
 * @param path a filename or path; only the part after the last `/` or `\` is used
 * @param token 4 to 64 letters, digits, `_` or `-`
 * @throws InvalidInputError if the path has no valid filename, or the token is invalid
 * @example
 * filenameWithToken('exports/crm.csv', 'x7k2'); // 'crm.x7k2.csv'
 */
export function filenameWithToken(path: string, token: string): string {
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new InvalidInputError('The token of `reconcile` must be 4 to 64 letters, digits, `_` or `-`.');
  }
  const filename = filenameOf(path);
  const dot = filename.lastIndexOf('.');
  const end = dot > 0 ? dot : filename.length;
  return `${filename.slice(0, end)}.${token}${filename.slice(end)}`;
}

/** Returns the token of `reconcile`, or a random one. */
export function tokenOf(reconcile: true | { readonly token: string }): string {
  if (reconcile !== true && !isRecord(reconcile)) {
    throw new InvalidInputError(
      `\`reconcile\` must be a boolean or \`{ token }\`, got ${typeName(reconcile)}.`,
    );
  }
  return reconcile === true ? crypto.randomUUID().slice(0, 8) : reconcile.token;
}

/** Adds a token to the filename of an upload. */
export function withToken(upload: CreateUpload, token: string): CreateUpload {
  if (upload.file === undefined) {
    return { ...upload, filename: filenameWithToken(upload.filename ?? 'upload.csv', token) };
  }
  const filename = upload.filename_override ?? lastSegment(upload.file);
  return { ...upload, filename_override: filenameWithToken(filename, token) };
}
