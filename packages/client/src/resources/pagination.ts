import { PaginationError } from '../errors/pagination.ts';

/** One page of a list, as it came. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/**
 * A list that requests its pages as they are needed. Each loop starts at the beginning and keeps its own
 * position, so that several loops can run at once.
 */
export interface List<Item> extends AsyncIterable<Item> {
  /** Iterates over whole pages instead of single items. */
  pages(): AsyncIterable<Page<Item>>;
  /**
   * Cursor of the page that the most recent request was for, until the loop asks for what follows the
   * last item of that page; then the cursor of the next page. Pass it as `cursor` to continue later, also
   * after an error or a `break`. `undefined` on the first page, `null` after the last one. With several
   * loops at once: the position of the loop that moved last.
   */
  readonly cursor: string | null | undefined;
}

/** Cursors that a loop remembers: a shorter cycle of pages is found before it repeats an item. */
const REMEMBERED = 1000;
const SAME = 'the same cursor twice, so pagination would never end';

/**
 * Makes a list.
 *
 * @param path path of the operation, for errors
 * @param start cursor of the first page; `undefined` for the beginning
 * @param ask requests one page
 */
export function createList<Item>(
  path: string,
  start: string | undefined,
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
): List<Item> {
  let cursor: string | null | undefined = start;

  async function* pages(): AsyncGenerator<Page<Item>, void, undefined> {
    const seen = new Set([start]);
    let at = start;
    let mark: string | undefined;
    for (let count = 1; ; count++) {
      cursor = at;
      const page = await ask(at);
      yield page;
      // The spec requires it, a server may leave it out or empty: all of that is the end.
      const next: unknown = page.next_cursor;
      if (!next) break;
      if (typeof next !== 'string' || next === mark || seen.has(next)) {
        const what = typeof next === 'string' ? SAME : 'a cursor that is not a string';
        throw new PaginationError(
          `GET ${path} returned ${what}. The items so far are valid; report this to OptimalDial.`,
        );
      }
      // Brent: a mark at every power of two finds a cycle of any length, in the memory of one cursor.
      if ((count & (count - 1)) === 0) mark = next;
      if (seen.size >= REMEMBERED) seen.clear();
      seen.add(next);
      at = next;
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
