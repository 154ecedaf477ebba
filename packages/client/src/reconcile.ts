import type { Upload } from '@optimaldial/types';
import type { CreateUpload } from './create-upload.ts';
import { PermissionError } from './errors/api-error.ts';
import { OutcomeUnknownError } from './errors/outcome-unknown.ts';
import { InvalidInputError } from './errors/invalid-input.ts';
import { isTransient } from './errors/transient.ts';
import { UPLOAD_ADVICE } from './repeat.ts';
import { lastSegment } from './filename.ts';
import { pause } from './pause.ts';

/** How `uploads.create` finds out what became of a request whose outcome is not known. */
export type Reconcile = boolean | { readonly token: string };

const TOKEN = /^[\w-]{4,64}$/;
/** Before each look, in ms: half a minute in all. */
const PAUSES_MS = [500, 1500, 3000, 5000, 8000, 12_000];
/** How far the clocks of two machines may be apart, in ms. */
const CLOCKS_MS = 600_000;

/**
 * The filename that an upload is sent under, with a token in it: `crm.csv` and `x7k2` make
 * `crm.x7k2.csv`. Who keeps the token finds the upload again, also after his process has ended.
 *
 * @throws InvalidInputError for a token that is not 4 to 64 letters, digits, `_` or `-`
 */
export function filenameWithToken(filename: string, token: string): string {
  if (typeof token !== 'string' || !TOKEN.test(token)) {
    throw new InvalidInputError(
      'The token of `reconcile` must be 4 to 64 letters, digits, `_` or `-`. Nothing was sent.',
    );
  }
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
 * Looks for the upload of a request whose outcome is not known, several times over half a minute. It is
 * never sent again: that nothing is found proves nothing, the request may still be running.
 *
 * @param find looks through the list
 * @param signal ends the search, which then throws `unknown`
 * @returns the one upload of that very name
 * @throws the `OutcomeUnknownError` that it was given, or one that says why no one could look
 */
export async function lookFor(
  unknown: OutcomeUnknownError,
  find: (wanted: { filename: string; since: Date }) => Promise<Upload[]>,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const { from, filename } = unknown.trace;
  if (filename === undefined) throw unknown;
  const since = new Date(from.getTime() - CLOCKS_MS);
  for (const ms of PAUSES_MS) {
    try {
      await pause(ms, signal);
      const [upload, ...others] = await find({ filename, since });
      if (others.length > 0) throw because(unknown, 'Several uploads have its name.');
      if (upload !== undefined) return upload;
    } catch (error) {
      if (error instanceof OutcomeUnknownError) throw error;
      // Who has ended the call is not kept waiting by a search.
      if (signal?.aborted) throw unknown;
      if (error instanceof PermissionError) {
        throw because(unknown, 'It could not be looked for: the key lacks the scope `uploads:read`.');
      }
      if (!isTransient(error)) throw because(unknown, 'It could not be looked for.');
    }
  }
  throw because(
    unknown,
    'No upload of its name was found in half a minute, which proves nothing: it may still be on its way.',
  );
}

/** The same error, with what came of the search. */
function because(unknown: OutcomeUnknownError, found: string): OutcomeUnknownError {
  return new OutcomeUnknownError(unknown, unknown.trace, `${found} ${UPLOAD_ADVICE}`, unknown.cause);
}
