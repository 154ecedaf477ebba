import { PaginationError } from './errors/pagination.ts';

/** One page of a list, as it came. */
export interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** A list that asks for its pages as they are needed. Each loop over it starts anew. */
export interface List<Item> extends AsyncIterable<Item> {
  /** The pages themselves, for who wants them whole. */
  pages(): AsyncIterable<Page<Item>>;
  /**
   * Where a later list has to start (`cursor`) to go on from here: at the page in hand until its last
   * item was asked past, then at the next one. `undefined` at the first page, `null` once all is read.
   */
  readonly cursor: string | null | undefined;
}

/**
 * Makes a list.
 *
 * @param start cursor of the first page; `undefined` for the beginning
 * @param ask asks for one page
 */
export function createList<Item>(
  start: string | undefined,
  ask: (cursor: string | undefined) => Promise<Page<Item>>,
): List<Item> {
  let cursor: string | null | undefined = start;

  async function* pages(): AsyncGenerator<Page<Item>, void, undefined> {
    cursor = start;
    for (;;) {
      const page: Page<Item> = await ask(cursor);
      yield page;
      const next = page.next_cursor;
      if (next !== null && next === cursor) throw new PaginationError();
      cursor = next;
      if (cursor === null) return;
    }
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
