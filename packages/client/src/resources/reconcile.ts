import type { Upload } from '@optimaldial/types';
import type { CreateUpload } from './upload-input.ts';
import { PermissionError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { isTransient } from '../errors/transient.ts';
import { lastSegment } from '../body/filename.ts';
import { filenameOf, type Wanted } from './find-uploads.ts';
import { sleep } from '../time/sleep.ts';
import { matchesList } from './same-list.ts';

/** How `uploads.create` finds out what became of a request whose outcome is not known. */
export type Reconcile = boolean | { readonly token: string };

const TOKEN = /^[\w-]{4,64}$/;
/** Before each look, in ms: 30 seconds in all. */
const PAUSES_MS = [500, 1500, 3000, 5000, 8000, 12_000];
/** The last look comes this long before the deadline, in ms. */
const LAST_LOOK_MS = 1000;

/**
 * The filename that `uploads.create` sends with `reconcile: { token }`: `exports/crm.csv` and `x7k2`
 * make `crm.x7k2.csv`. With a stored token, a later process can find the upload.
 *
 * @param path a filename or path; only its last segment is used, after `/` or `\`
 * @throws InvalidInputError if the path has no usable filename, or the token is not 4 to 64 letters,
 *   digits, `_` or `-`
 */
export function filenameWithToken(path: string, token: string): string {
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new InvalidInputError(
      'The token of `reconcile` must be 4 to 64 letters, digits, `_` or `-`. Nothing was sent.',
    );
  }
  const filename = filenameOf(path);
  const dot = filename.lastIndexOf('.');
  const end = dot > 0 ? dot : filename.length;
  return `${filename.slice(0, end)}.${token}${filename.slice(end)}`;
}

/** The upload as it is sent, with a token in its filename. */
export function withToken(upload: CreateUpload, reconcile: true | { readonly token: string }): CreateUpload {
  const token = reconcile === true ? crypto.randomUUID().slice(0, 8) : reconcile.token;
  if (upload.file === undefined) {
    return { ...upload, filename: filenameWithToken(upload.filename ?? 'upload.csv', token) };
  }
  const own = upload.filename_override ?? lastSegment(upload.file);
  return { ...upload, filename_override: filenameWithToken(own, token) };
}

/**
 * Looks for the upload of a request whose outcome is not known, several times in 30 seconds. The request
 * is never sent again: absence proves nothing, because it may still be in progress.
 *
 * @param upload the list that was sent
 * @param ends when the call has to end, by `performance.now()`
 * @param find looks through the list of uploads, for so many ms
 * @param signal ends the search, which then throws `unknown`
 * @returns the one upload with that filename that can be the list
 * @throws the `OutcomeUnknownError` that it was given, or one that adds the result of the search
 */
export async function lookFor(
  unknown: OutcomeUnknownError,
  upload: CreateUpload,
  ends: number,
  find: (wanted: Wanted, ms: number) => Promise<Upload[]>,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const { from: since, filename } = unknown.trace;
  if (filename === undefined) throw unknown;
  let result = 'The deadline left no time to look for the upload.';
  for (const ms of PAUSES_MS) {
    const left = ends - performance.now() - LAST_LOOK_MS;
    if (left <= 0) break;
    try {
      await sleep(Math.min(ms, left), signal);
      // At least 1 ms: a busy event loop can end the pause after the deadline, and 0 is no limit.
      const found = await find({ filename, since }, Math.max(1, ends - performance.now()));
      const [match, ...others] = found.filter((one) => matchesList(one, upload));
      if (others.length > 0) {
        result = 'Several uploads have its filename.';
        break;
      }
      if (match !== undefined) return match;
      result =
        found.length > 0
          ? 'An upload with its filename exists, but its size is not that of the list that was sent.'
          : 'No upload with its filename was found, which proves nothing: the request may still be in progress.';
    } catch (error) {
      if (signal?.aborted) throw unknown;
      result = 'The search for the upload failed.';
      if (error instanceof PermissionError) result = 'The search needs a key with the scope `uploads:read`.';
      if (!isTransient(error)) break;
    }
  }
  throw new OutcomeUnknownError(
    unknown,
    unknown.trace,
    `${result} Look again with \`uploads.find\` in 15 minutes, before you send it again (\`error.trace\` has the filename and the time).`,
    unknown.cause,
  );
}
