import { PaginationError } from '../errors/pagination.ts';
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
export function createList(path, start, ask) {
  let cursor = start;
  async function* pages() {
    const seen = new Set([start]);
    let at = start;
    let mark;
    for (let count = 1; ; count++) {
      cursor = at;
      const page = await ask(at);
      yield page;
      // The spec requires it, a server may leave it out or empty: all of that is the end.
      const next = page.next_cursor;
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
  async function* items() {
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
