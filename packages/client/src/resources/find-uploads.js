import { InvalidInputError } from '../errors/invalid-input.ts';
import { PaginationError } from '../errors/pagination.ts';
/** How far the clocks of two machines may differ, in ms. */
const CLOCK_SKEW_MS = 600000;
/** A list of more pages than this is taken for endless. At 100 uploads a page: 100,000 uploads. */
const MOST_PAGES = 1000;
/**
 * The last segment of a path, after `/` or `\`.
 *
 * @throws InvalidInputError if that leaves no usable filename
 */
export function filenameOf(path) {
  const name = typeof path === 'string' ? (path.split(/[\\/]/).at(-1) ?? '') : '';
  if (/^[\s.]*$|\p{Cc}/u.test(name)) {
    throw new InvalidInputError(
      'The filename must be a string with more than dots and spaces, and without control characters. Nothing was sent.',
    );
  }
  return name;
}
/**
 * Prepares a search through the list of uploads.
 *
 * @returns a function that reads pages until one is too old as a whole
 * @throws InvalidInputError if the arguments can't work
 */
export function checkWanted({ filename, since }) {
  // A filename that `create` sent as a field is not cut to its last segment.
  const names = [filename, filenameOf(filename)];
  const oldest = isDate(since) ? since.getTime() - CLOCK_SKEW_MS : NaN;
  // A time in the future would find nothing, which looks as if the upload was never created.
  if (!(oldest <= Date.now())) {
    throw new InvalidInputError(
      'uploads.find takes `since` as a valid `Date` that is not in the future. Nothing was sent.',
    );
  }
  return async (pages) => {
    // By id: an upload moves to the next page if another one is created between two requests.
    const found = new Map();
    let count = 0;
    for await (const { data } of pages) {
      const recent = data.filter(({ created_at }) => !(Date.parse(created_at) < oldest));
      for (const upload of recent) if (names.includes(upload.original_filename)) found.set(upload.id, upload);
      // A whole page: that the newest uploads come first is inferred.
      if (data.length > 0 && recent.length === 0) break;
      if (++count === MOST_PAGES) {
        throw new PaginationError(
          `uploads.find read ${MOST_PAGES} pages of GET /api/v1/uploads without reaching \`since\`. Use a later \`since\`.`,
        );
      }
    }
    return [...found.values()];
  };
}
// By its tag: a `Date` of another realm is no instance of this one's class.
function isDate(value) {
  return Object.prototype.toString.call(value) === '[object Date]';
}
