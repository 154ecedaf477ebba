import { readUsNumber } from './us-number.ts';

/** The first rows of a table, to find the column with phone numbers. */
export interface ColumnSample {
  /** Whether there are enough rows to propose a column. */
  readonly isComplete: boolean;
  add(row: readonly string[]): void;
  /** Proposes a column that a name identifies; `undefined` if no column qualifies. */
  propose(): number | undefined;
  /** The valid numbers of a column so far. */
  numbers(column: number): readonly number[];
}

const MAX_ROWS = 1000;
// Limits the memory for wide tables.
const MAX_CELLS = 200_000;
const PHONE_NAME = /^(?!.*fax).*(?:phone|mobile|(?<![a-z])(?:cell|tel|number)(?![a-z]))/i;

/** Creates an empty sample. */
export function createColumnSample(columns: readonly string[]): ColumnSample {
  const tallies = columns.map(() => ({ filled: 0, numbers: new Array<number>() }));
  const named = columns.map((name) => PHONE_NAME.test(name));
  let rows = 0;

  /** Half of the cells that aren't blank must be numbers; then the name counts more than how many there are. */
  function score(column: number): number {
    const name = columns[column] ?? '';
    const { filled = 0, numbers = [] } = tallies[column] ?? {};
    const isUnique = columns.indexOf(name) === columns.lastIndexOf(name);
    if (name.trim() === '' || !isUnique || numbers.length * 2 < filled) return 0;
    const fromName = named[column] ? MAX_ROWS : 0;
    return filled === 0 ? fromName / (2 * MAX_ROWS) : numbers.length + fromName;
  }

  return {
    get isComplete() {
      return rows >= MAX_ROWS || rows * columns.length >= MAX_CELLS;
    },
    add(row) {
      rows += 1;
      for (const [column, tally] of tallies.entries()) {
        const cell = row[column] ?? '';
        if (cell.trim() === '') continue;
        tally.filled += 1;
        const number = readUsNumber(cell);
        if (number !== undefined) tally.numbers.push(number);
      }
    },
    propose() {
      let best: number | undefined;
      let most = 0;
      for (const column of columns.keys()) {
        const found = score(column);
        if (found > most) [best, most] = [column, found];
      }
      return best;
    },
    numbers: (column) => tallies[column]?.numbers ?? [],
  };
}
