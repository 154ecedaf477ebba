import { reuseMemory } from '../body/reuse-memory.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../response/redact.ts';
import { streamFromDisk } from './file-stream.ts';
import { decodeText } from './inspect/decode-text.ts';
import {
  createRowSplitter,
  type Delimiter,
  type RowSplitter,
  sniffDelimiter,
} from './inspect/row-splitter.ts';
import { createTable } from './inspect/table.ts';
import { statFile, unreadable } from './stat-file.ts';

/** Options of `inspect`. */
export interface InspectOptions {
  /**
   * Name of the column whose numbers are counted.
   *
   * @default the proposed `phoneColumn`
   */
  readonly column?: string | undefined;
}

/** What `inspect` found in a CSV file. */
export interface Inspection {
  /** Size of the file in bytes. */
  readonly bytes: number;
  /** Number of rows without the header and blank lines. */
  readonly rows: number;
  /** Column names, as in the header. They can be empty, or occur twice. */
  readonly columns: readonly string[];
  /** Character between two cells. The API documents only commas. */
  readonly delimiter: Delimiter;
  /**
   * A proposal for `phone_column`, from the header and the first 1,000 rows. Let a person confirm it;
   * `undefined` if no column with a unique name qualifies.
   */
  readonly phoneColumn: string | undefined;
  /** Estimated number of rows with a valid US or Canadian number in the counted column. */
  readonly validNumbers: number;
  /** Estimated number of different valid numbers in the counted column. */
  readonly distinctNumbers: number;
  /** Most credits that uploading the file can cost: one for each row, because duplicates may be charged. */
  readonly maxCredits: number;
}

/**
 * Reads a CSV file before you pay for it: rows, columns, phone numbers and the highest possible cost. Nothing is
 * sent. The file is streamed; memory use grows only with the number of distinct numbers, by about 20 bytes each.
 *
 * A number counts as valid if it has ten digits, after formatting is removed, and looks like an assigned US or
 * Canadian one. The API decides on its own which numbers are valid. Commas, semicolons and tabs are recognized as
 * delimiters.
 *
 * @param path path or `file:` URL
 * @throws InvalidInputError if the file can't be read, isn't a CSV in UTF-8, has no header row, or has no single
 *   column named `column`
 * @example
 * const { phoneColumn, maxCredits } = await inspect('leads.csv');
 */
export async function inspect(path: string | URL, options: InspectOptions = {}): Promise<Inspection> {
  const { path: found, stats } = await statFile('inspect', path);
  const name = redact(found);
  const invalid = (problem: string) => new InvalidInputError(`${name} ${problem}`);
  if (stats.size === 0) throw invalid('is empty. Its first row must have the column names.');

  const table = createTable(options.column, invalid);
  let splitter: RowSplitter | undefined;
  let delimiter: Delimiter = ',';
  const decode = decodeText(invalid);
  const push = (text: string): void => {
    if (splitter === undefined) {
      delimiter = sniffDelimiter(text);
      splitter = createRowSplitter(delimiter, (row) => table.add(row), invalid);
    }
    splitter.push(text);
  };
  const chunks = streamFromDisk(found, stats, (cause) =>
    cause === undefined
      ? invalid('has changed while inspect read it. Call inspect again once nothing writes to it.')
      : unreadable('inspect', found, cause),
  );
  for await (const chunk of chunks) {
    push(decode(chunk));
    chunks[reuseMemory](chunk);
  }
  push(decode());
  splitter?.end();
  return { bytes: stats.size, delimiter, ...table.result() };
}
