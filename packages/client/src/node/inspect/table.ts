import { redact } from '../../response/redact.ts';
import { type ColumnSample, createColumnSample } from './column-sample.ts';
import { createNumberSet } from './number-set.ts';
import { readUsNumber } from './us-number.ts';

/** Counts the rows and numbers of a table. */
export interface Table {
  /** Adds the next row: the header first. */
  add(row: readonly string[]): void;
  result(): TableResult;
}

/** The counts of a table. */
export interface TableResult {
  readonly rows: number;
  readonly columns: readonly string[];
  readonly phoneColumn: string | undefined;
  readonly validNumbers: number;
  readonly distinctNumbers: number;
  readonly maxCredits: number;
}

const MAX_LISTED = 20;

/**
 * Creates a table without rows.
 *
 * @param wanted name of the column whose numbers are counted. Default: the one that the sample proposes
 * @param onInvalid returns the error for a header that doesn't identify the column
 */
export function createTable(wanted: string | undefined, onInvalid: (problem: string) => Error): Table {
  let columns: readonly string[] | undefined;
  let sample: ColumnSample | undefined;
  let counted: number | undefined;
  let proposed: number | undefined;
  let rows = 0;
  let valid = 0;
  const distinct = createNumberSet();

  const count = (number: number | undefined): void => {
    if (number === undefined) return;
    valid += 1;
    distinct.add(number);
  };

  function readHeader(header: readonly string[]): void {
    if (wanted !== undefined) counted = findColumn(header, wanted, onInvalid);
    else if (header.some((name) => readUsNumber(name) !== undefined)) {
      throw onInvalid('has a phone number in its first row. Add a row with the column names before it.');
    }
    columns = header;
    sample = createColumnSample(header);
  }

  function endSample(): void {
    if (sample === undefined) return;
    proposed = sample.propose();
    counted ??= proposed;
    if (counted !== undefined) for (const number of sample.numbers(counted)) count(number);
    sample = undefined;
  }

  return {
    add(row) {
      if (columns === undefined) {
        readHeader(row);
        return;
      }
      rows += 1;
      if (sample === undefined) {
        if (counted !== undefined) count(readUsNumber(row[counted] ?? ''));
        return;
      }
      sample.add(row);
      if (sample.isComplete) endSample();
    },
    result() {
      endSample();
      if (columns === undefined) throw onInvalid('is empty. Its first row must have the column names.');
      return {
        rows,
        columns,
        phoneColumn: proposed === undefined ? undefined : columns[proposed],
        validNumbers: valid,
        distinctNumbers: distinct.size,
        maxCredits: rows,
      };
    },
  };
}

function findColumn(
  header: readonly string[],
  wanted: string,
  onInvalid: (problem: string) => Error,
): number {
  const found = header.indexOf(wanted);
  if (found === -1) {
    const names = header.slice(0, MAX_LISTED).map((name) => `"${redact(name)}"`);
    const more = header.length > MAX_LISTED ? ` and ${header.length - MAX_LISTED} more` : '';
    throw onInvalid(`has no column "${redact(wanted)}". Use one of ${names.join(', ')}${more}.`);
  }
  if (header.lastIndexOf(wanted) !== found) {
    throw onInvalid(`has more than one column "${redact(wanted)}". Rename all but one of them.`);
  }
  return found;
}
