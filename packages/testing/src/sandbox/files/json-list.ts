import { MAX_FILE_BYTES } from '../../engine/body/limits.ts';
import { isRecord } from '../../is-record.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';
import { createCsv } from './csv-writer.ts';
import { ListError } from './list-error.ts';
import { toE164 } from './phone-numbers.ts';

/** A list as CSV, with its counts. */
export interface CountedList {
  readonly original: Blob;
  readonly valid: number;
  readonly invalid: number;
  /** Number of rows without the header. */
  readonly total: number;
  /** Name of the column with the numbers. */
  readonly column: string;
}

// The limit of Excel.
const MAX_COLUMNS = 16_384;
// Entries, or characters of the CSV, to handle before yielding to the event loop.
const ENTRIES_PER_YIELD = 200;
const CHARACTERS_PER_YIELD = 262_144;

/** Writes `phone_numbers` as a CSV with one column. */
export function listNumbers(numbers: readonly unknown[]): Promise<CountedList> {
  const column = 'phone_number';
  return write([column], column, numbers, (number) => [[0, String(number)]]);
}

/**
 * Writes `contacts` as a CSV with a column for each field that occurs.
 *
 * @param phoneColumn the field with the number. Default: the first one whose name contains “phone”
 * @throws ListError if the field is missing, or the table is too large
 */
export async function listContacts(
  contacts: readonly unknown[],
  phoneColumn: string | undefined,
): Promise<CountedList> {
  const columns = new Map<string, number>();
  for (const [index, contact] of contacts.entries()) {
    for (const name of Object.keys(isRecord(contact) ? contact : {})) {
      if (!columns.has(name)) columns.set(name, columns.size);
    }
    if (columns.size > MAX_COLUMNS) {
      throw new ListError('too_large', 'The contacts have more than 16,384 different fields');
    }
    if (index % ENTRIES_PER_YIELD === 0) await yieldToEventLoop();
  }
  const header = [...columns.keys()];
  const column = phoneColumn ?? header.find((name) => /phone/i.test(name));
  if (column === undefined) {
    throw new ListError('bad_request', 'Set phone_column to the field that contains the phone number');
  }
  if (!columns.has(column)) throw new ListError('bad_request', `No contact has a field named "${column}"`);
  return write(header, column, contacts, (contact) =>
    Object.entries(isRecord(contact) ? contact : {})
      .map(([name, value]) => [columns.get(name) ?? 0, cell(value)] as const)
      .toSorted(([one], [other]) => one - other),
  );
}

type Cells = readonly (readonly [column: number, cell: string])[];

async function write(
  header: readonly string[],
  column: string,
  entries: readonly unknown[],
  cellsOf: (entry: unknown) => Cells,
): Promise<CountedList> {
  const csv = createCsv();
  const phoneAt = header.indexOf(column);
  let valid = 0;
  let yielded = { entries: 0, characters: 0 };
  csv.add(header);
  for (const [index, entry] of entries.entries()) {
    const cells = cellsOf(entry);
    csv.addSparse(header.length, cells);
    const [, phone = ''] = cells.find(([at]) => at === phoneAt) ?? [];
    if (toE164(phone) !== undefined) valid += 1;
    if (csv.length > MAX_FILE_BYTES) {
      throw new ListError('too_large', 'The list is over 100 MB when written as CSV');
    }
    const isLong = csv.length - yielded.characters > CHARACTERS_PER_YIELD;
    if (!isLong && index - yielded.entries < ENTRIES_PER_YIELD) continue;
    yielded = { entries: index, characters: csv.length };
    await yieldToEventLoop();
  }
  const total = entries.length;
  return { original: csv.file(), valid, invalid: total - valid, total, column };
}

/** The text of a cell. Objects and arrays become JSON. */
function cell(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
