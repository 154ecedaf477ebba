import type { Upload } from '@optimaldial/types';
import { PermissionError } from '../errors/api-error.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { isTransient } from '../errors/transient.ts';
import { sleep } from '../time/sleep.ts';
import type { UploadSearch } from './find-uploads.ts';
import { matchesList } from './same-list.ts';
import type { CreateUpload } from './upload-input.ts';

/** Whether `uploads.create` searches for the upload instead of sending it twice, and with which token. */
export type Reconcile =
  | boolean
  | {
      /** 4 to 64 letters, digits, `_` or `-`. Use each token for one list and one filename only. */
      readonly token: string;
      /** When you stored the token, by the clock of this machine. @default 24 hours ago */
      readonly since?: Date | undefined;
    };

/** Delays before each search, in ms: 30 seconds in total. */
const DELAYS_MS = [500, 1500, 3000, 5000, 8000, 12_000];
/** Time between the last search and the deadline, in ms. */
const LAST_SEARCH_MS = 1000;

/**
 * Selects the upload that an earlier call with the same token created.
 *
 * @param found the uploads that have the filename with the token
 * @returns the only one that can be the list; `undefined` if none was found
 * @throws InvalidInputError if several were found, or none of them can be the list
 */
export function selectKnownUpload(found: readonly Upload[], upload: CreateUpload): Upload | undefined {
  const [match, ...others] = found.filter((candidate) => matchesList(candidate, upload));
  if (found.length === 0 || (match && others.length === 0)) return match;
  throw new InvalidInputError(
    match
      ? 'uploads.create: several uploads have the token of `reconcile`. Compare them (`uploads.find`), and continue with the `id` of the right one.'
      : 'uploads.create: the token of `reconcile` was used for another list. Use a new token for each list.',
    'The list was not sent or charged.',
    match && 'person',
  );
}

/**
 * Searches for the upload of a request whose outcome is unknown, up to six times within 30 seconds. Never
 * sends the request again: a missing upload may still be in progress.
 *
 * @param upload the list that was sent
 * @param since how far back to search
 * @param end when the call has to end, by `performance.now()`
 * @param find searches the list of uploads, with a timeout in ms
 * @param signal ends the search, which then throws `unknown`
 * @returns the only upload that has the filename and can be the list
 * @throws OutcomeUnknownError if the search finds no such upload: `unknown`, or one that adds the result
 */
export async function findCreatedUpload(
  unknown: OutcomeUnknownError,
  upload: CreateUpload,
  since: Date,
  end: number,
  find: (search: UploadSearch, ms: number) => Promise<Upload[]>,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const { filename } = unknown.trace;
  if (filename === undefined) throw unknown;
  let result = 'The deadline left no time to search.';
  for (const ms of DELAYS_MS) {
    const timeLeft = end - performance.now() - LAST_SEARCH_MS;
    if (timeLeft <= 0) break;
    try {
      await sleep(Math.min(ms, timeLeft), signal);
      // A busy event loop can wake up after the deadline, and 0 would disable the timeout.
      const found = await find({ filename, since }, Math.max(1, end - performance.now()));
      const [match, ...others] = found.filter((candidate) => matchesList(candidate, upload));
      if (others.length > 0) {
        result = 'Several uploads have its filename.';
        break;
      }
      if (match !== undefined) return match;
      result =
        found.length > 0
          ? 'An upload with its filename has a different size.'
          : 'No upload with its filename was found; the request may still be in progress.';
    } catch (error) {
      if (signal?.aborted) throw unknown;
      result =
        error instanceof PermissionError
          ? 'The search requires the scope `uploads:read`.'
          : 'The search failed.';
      if (!isTransient(error)) break;
    }
  }
  throw new OutcomeUnknownError(
    unknown,
    unknown.trace,
    `${result} Search for it with \`uploads.find\` in 15 minutes, before you send it again (\`error.trace\` has the filename and time).`,
    unknown.cause,
  );
}
