import { isRecord } from '../../is-record.ts';
import { yieldToOthers } from '../../yield-to-event-loop.ts';
import { createCsv } from './csv-writer.ts';
import { ListRefused, MAX_BYTES } from './list-refused.ts';
import { toE164 } from './phone-numbers.ts';

/** A list, written as CSV and counted. */
export interface CountedList {
  readonly original: Blob;
  readonly valid: number;
  readonly invalid: number;
  /** Rows without the header. */
  readonly total: number;
  /** Name of the column with the numbers. */
  readonly column: string;
}

// As many as Excel has.
const MAX_COLUMNS = 16_384;
// How many entries, or characters of the CSV, are handled before others have their turn.
const ENTRIES_PER_TURN = 500;
const CHARACTERS_PER_TURN = 262_144;

/** Writes `phone_numbers` as a CSV with one column. */
export function listNumbers(numbers: readonly unknown[]): Promise<CountedList> {
  const column = 'phone_number';
  return write([column], column, numbers, (number) => [[0, String(number)]]);
}

/**
 * Writes `contacts` as a CSV with a column for each field that one of them has.
 *
 * @param named the field that holds the number; by default the first one whose name contains “phone”
 * @throws ListRefused if there is no such field, or the table gets too large
 */
export async function listContacts(
  contacts: readonly unknown[],
  named: string | undefined,
): Promise<CountedList> {
  const columns = new Map<string, number>();
  for (const [index, contact] of contacts.entries()) {
    for (const name of Object.keys(isRecord(contact) ? contact : {})) {
      if (!columns.has(name)) columns.set(name, columns.size);
    }
    if (columns.size > MAX_COLUMNS) {
      throw new ListRefused('too_large', 'The contacts have more than 16,384 different fields');
    }
    if (index % ENTRIES_PER_TURN === 0) await yieldToOthers();
  }
  const header = [...columns.keys()];
  const column = named ?? header.find((name) => /phone/i.test(name));
  if (column === undefined) {
    throw new ListRefused('bad_request', 'Set phone_column to the field that holds the phone number');
  }
  if (!columns.has(column)) throw new ListRefused('bad_request', `No contact has a field named ${column}`);
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
  let turn = { entries: 0, characters: 0 };
  csv.add(header);
  for (const [index, entry] of entries.entries()) {
    const cells = cellsOf(entry);
    csv.addSparse(header.length, cells);
    const [, phone = ''] = cells.find(([at]) => at === phoneAt) ?? [];
    if (toE164(phone) !== undefined) valid += 1;
    if (csv.length > MAX_BYTES) {
      throw new ListRefused('too_large', 'The list is over 100 MB when written as CSV');
    }
    const long = csv.length - turn.characters > CHARACTERS_PER_TURN;
    if (!long && index - turn.entries < ENTRIES_PER_TURN) continue;
    turn = { entries: index, characters: csv.length };
    await yieldToOthers();
  }
  const total = entries.length;
  return { original: csv.file(), valid, invalid: total - valid, total, column };
}

/** A field of a contact as a cell: objects and arrays as JSON. */
function cell(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}
