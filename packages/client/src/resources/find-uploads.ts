import type { Upload } from '@optimaldial/types';
import { describeNumber } from '../describe-value.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { PaginationError } from '../errors/pagination.ts';
import type { Page } from './pagination.ts';

/** What `uploads.find` searches for. */
export interface UploadSearch {
  /** Filename as submitted. Only the part after the last `/` or `\` counts, as in `uploads.create`. */
  readonly filename: string;
  /** How far back to search, by the clock of this machine. 10 minutes are added to allow for clock skew. */
  readonly since: Date;
}

/** Allowed clock skew between this machine and the server, in ms. */
const CLOCK_SKEW_MS = 600_000;
/** Maximum number of pages to read: 100,000 uploads at 100 per page. */
const MAX_PAGES = 1000;

/**
 * Returns the last segment of a path, after `/` or `\`.
 *
 * @throws InvalidInputError if it isn't a valid filename
 */
export function filenameOf(path: unknown): string {
  const name = typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? '') : '';
  if (/^[\s.]*$|\p{Cc}/u.test(name)) {
    throw new InvalidInputError(
      "The filename can't be empty, only dots and spaces, or contain control characters.",
    );
  }
  return name;
}

/**
 * Prepares a search of the list of uploads.
 *
 * @returns a function that reads pages, newest first, until a whole page is too old
 * @throws InvalidInputError if the filename or date is invalid
 */
export function prepareSearch({
  filename,
  since,
}: UploadSearch): (pages: AsyncIterable<Page<Upload>>) => Promise<Upload[]> {
  // `create` sends a filename field as it is, with its path.
  const names = [filename, filenameOf(filename)];
  const oldest = isDate(since) ? since.getTime() - CLOCK_SKEW_MS : NaN;
  // A time in the future would find nothing, as if the upload had never been created.
  if (!(oldest <= Date.now())) {
    const given = isDate(since) ? String(since) : describeNumber(since);
    throw new InvalidInputError(`\`since\` must be a valid Date that is not in the future, got ${given}.`);
  }
  return async (pages) => {
    // By ID: an upload moves to the next page if another one is created between two requests.
    const found = new Map<string, Upload>();
    let count = 0;
    for await (const { data } of pages) {
      const recent = data.filter(({ created_at }) => !(Date.parse(created_at) < oldest));
      for (const upload of recent) if (names.includes(upload.original_filename)) found.set(upload.id, upload);
      // A whole page, because the order of the list is inferred.
      if (data.length > 0 && recent.length === 0) break;
      if (++count === MAX_PAGES) {
        throw new PaginationError(
          `GET /api/v1/uploads did not reach \`since\` within ${MAX_PAGES} pages. Use a later \`since\`.`,
        );
      }
    }
    return [...found.values()];
  };
}

// By tag: a `Date` from another realm isn't an instance of this `Date`.
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]';
}
