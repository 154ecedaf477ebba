import { PaginationError } from '../errors/pagination.ts';

/** A page of a list, as the API returns it. */
export interface Page<Item> {
  /** The items of the page. */
  readonly data: readonly Item[];
  /** `cursor` of the next page; `null` on the last page. */
  readonly next_cursor: string | null;
}

/**
 * A list that requests its pages as you iterate. Each loop starts at the first page and keeps its own
 * position, so several loops can run at the same time.
 */
export interface List<Item> extends AsyncIterable<Item> {
  /** Iterates over pages instead of items. */
  pages(): AsyncIterable<Page<Item>>;
  /**
   * Cursor of the current page, or of the next one if the loop has finished the current page. Pass it as
   * `cursor` to resume later, also after an error or a `break`. `undefined` on the first page, `null` after
   * the last one. If several loops run, it belongs to the one that moved last.
   */
  readonly cursor: string | null | undefined;
}

/** Number of cursors that a loop remembers, to detect short cycles before an item is repeated. */
const MAX_CURSORS = 1000;
const REPEATED = 'the same cursor twice, so pagination would never end';

/**
 * Creates a list.
 *
 * @param path path of the operation, for error messages
 * @param start cursor of the first page; `undefined` for the beginning
 * @param fetchPage requests a page
 */
export function createList<Item>(
  path: string,
  start: string | undefined,
  fetchPage: (cursor: string | undefined) => Promise<Page<Item>>,
): List<Item> {
  let cursor: string | null | undefined = start;

  async function* pages(): AsyncGenerator<Page<Item>, void, undefined> {
    const seen = new Set([start]);
    let current = start;
    let checkpoint: string | undefined;
    for (let count = 1; ; count++) {
      cursor = current;
      const page = await fetchPage(current);
      yield page;
      // Required by the spec, but a server may omit it or leave it empty at the end of the list.
      const next: unknown = page.next_cursor;
      if (!next) break;
      if (typeof next !== 'string' || next === checkpoint || seen.has(next)) {
        const problem = typeof next === 'string' ? REPEATED : 'an invalid cursor';
        throw new PaginationError(
          `GET ${path} returned ${problem}. The items so far are valid. Report this to OptimalDial.`,
        );
      }
      // Brent's algorithm: a checkpoint at every power of two detects cycles of any length.
      if ((count & (count - 1)) === 0) checkpoint = next;
      if (seen.size >= MAX_CURSORS) seen.clear();
      seen.add(next);
      current = next;
    }
    cursor = null;
  }

  async function* items(): AsyncGenerator<Item, void, undefined> {
    for await (const page of pages()) yield* page.data;
  }

  return {
    [Symbol.asyncIterator]: items,
    pages,
    get cursor() {
      return cursor;
    },
  };
}
