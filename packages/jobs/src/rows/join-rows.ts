import { normalizeKey } from './join-key.ts';
import { invalid } from './open-source.ts';
import { createResultIndex, type ResultIndex } from './result-index.ts';
import type { Row } from './row.ts';

/** Options of `joinRows`. */
export interface JoinOptions {
  /** Name of the key column, in both sources or in each of them. */
  readonly by: string | { readonly own: string; readonly results: string };
  /**
   * Which own rows to return: `inner` only those with a result, `left` all of them.
   *
   * @default 'inner'
   */
  readonly type?: 'inner' | 'left' | undefined;
  /**
   * Normalizes a key. Keys that become an empty string never match.
   *
   * @default phone numbers in any format match, other keys lose surrounding spaces
   */
  readonly normalize?: ((key: string) => string) | undefined;
  /**
   * Prefix of result columns whose name is also an own column. Without it, they are dropped: own cells win.
   *
   * @default none
   */
  readonly prefix?: string | undefined;
}

/** Counts of a join. */
export interface JoinCounts {
  /** Own rows with a result. */
  readonly matched: number;
  /** Own rows without a result, including those without a key. */
  readonly unmatchedOwn: number;
  /** Keys of results without an own row, and result rows without a key. */
  readonly unmatchedResults: number;
  /** Result rows whose key occurred before. */
  readonly duplicateResults: number;
  /** Duplicate result rows with other cells. The join then uses the same row, whatever the order. */
  readonly conflictingResults: number;
}

/** Joined rows, to be iterated once. */
export interface JoinedRows extends AsyncIterable<Row> {
  /** Counts so far; final once the loop has ended. */
  readonly counts: JoinCounts;
}

/** Rows from `readRows`, or from anywhere else. */
export type Rows = AsyncIterable<Row> | Iterable<Row>;

/**
 * Joins your own rows with result rows by a key column. Never relies on the order of the results, or on whether
 * they contain a row once. Returns rows in your order; own rows with the same key each get the result.
 *
 * Own rows are streamed. The results are read first, into an index of keys and of the cells that own rows lack.
 *
 * @throws InvalidInputError in the loop if a source lacks the key column
 * @example
 * const own = readRows('crm.csv');
 * const results = readRows(await client.uploads.download(id, 'processed'));
 * for await (const row of joinRows(own, results, { by: 'Phone' })) console.log(row);
 */
export function joinRows(own: Rows, results: Rows, options: JoinOptions): JoinedRows {
  const { by, type = 'inner', normalize = normalizeKey, prefix } = options;
  const [ownKey, resultKey] = typeof by === 'string' ? [by, by] : [by.own, by.results];
  let index: ResultIndex | undefined;
  let matched = 0;
  let unmatchedOwn = 0;

  async function* join(): AsyncGenerator<Row> {
    const rows = iterate(own);
    try {
      let next = await rows.next();
      // The own columns decide which cells of the results to keep.
      const columns = next.done === true ? {} : next.value;
      index = createResultIndex((column) => {
        if (column === resultKey && !Object.hasOwn(columns, column)) return undefined;
        if (!Object.hasOwn(columns, column)) return column;
        return prefix === undefined ? undefined : prefix + column;
      });
      for await (const row of results) index.add(normalize(cellOf(row, resultKey, 'results')), row);
      for (; next.done !== true; next = await rows.next()) {
        const joined = index.join(normalize(cellOf(next.value, ownKey, 'own rows')), next.value);
        if (joined === undefined) unmatchedOwn += 1;
        else matched += 1;
        if (joined !== undefined || type === 'left') yield joined ?? next.value;
      }
    } finally {
      await rows.return?.();
    }
  }

  const joined = join();
  return {
    [Symbol.asyncIterator]: () => joined,
    get counts() {
      return {
        matched,
        unmatchedOwn,
        unmatchedResults: index?.unmatched ?? 0,
        duplicateResults: index?.duplicates ?? 0,
        conflictingResults: index?.conflicts ?? 0,
      };
    },
  };
}

function iterate(rows: Rows): AsyncIterator<Row> | Iterator<Row> {
  return Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
}

function cellOf(row: Row, column: string, source: string): string {
  const cell = Object.hasOwn(row, column) ? row[column] : undefined;
  if (cell !== undefined) return cell;
  throw invalid(`The ${source} have no key column of the given name.`, 'Pass its name as `by`.');
}
