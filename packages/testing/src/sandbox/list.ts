import { isRecord } from '../record.ts';
import { readCsv, writeRow } from './csv.ts';
import { classify, toE164 } from './numbers.ts';

/** A list as it was submitted. */
export interface SubmittedList {
  /** The file, or the JSON written as one. */
  readonly original: Blob;
  readonly filename: string | undefined;
  readonly valid: number;
  readonly invalid: number;
  /** Rows beside the header. */
  readonly total: number;
  /** Name of the column with the numbers. */
  readonly column: string;
}

/** Why a list cannot be taken: the name of an example of the description, or a sentence. */
export class ListRefused extends Error {
  readonly example: string;

  constructor(example: string, message: string) {
    super(message);
    this.example = example;
  }
}

const MOST_BYTES = 104_857_600;
const MOST_ENTRIES = 250_000;

/**
 * Reads a list and counts its numbers.
 *
 * @param body of the request, parsed: the fields of a form, or JSON
 * @throws ListRefused where the API would not take it
 */
export async function readList(body: unknown): Promise<SubmittedList> {
  const fields = isRecord(body) ? body : {};
  const { file, phone_numbers: numbers, contacts, phone_column: column } = fields;
  const name = fields['filename_override'] ?? fields['filename'];
  const filename = typeof name === 'string' ? name : file instanceof File ? file.name : undefined;
  if (file instanceof Blob) {
    if (file.size > MOST_BYTES) throw new ListRefused('too_large', 'The file is over 100 MB');
    return { ...(await count(file, String(column))), original: file, filename };
  }
  const entries = [numbers, contacts].filter(Array.isArray);
  const [list, ...others] = entries;
  if (list === undefined || others.length > 0) {
    throw new ListRefused('bad_request', 'Send exactly one of phone_numbers and contacts');
  }
  if (list.length > MOST_ENTRIES) {
    throw new ListRefused('too_large', 'The list has more than 250,000 entries');
  }
  const table =
    list === numbers
      ? writeNumbers(list)
      : writeContacts(list, typeof column === 'string' ? column : undefined);
  return { ...(await count(table.file, table.column)), original: table.file, filename };
}

/** Every row with its classification, or the likely answers only. */
export async function writeResults({ original, column }: SubmittedList, likelyOnly: boolean): Promise<Blob> {
  const { header, rows } = await readCsv(original);
  const at = header.indexOf(column);
  const lines = [writeRow([...header, RESULT_COLUMN])];
  for await (const row of rows) {
    const number = toE164(row[at] ?? '');
    const result = number === undefined ? 'Invalid' : classify(number);
    if (!likelyOnly || result === 'Likely Answer') lines.push(writeRow([...row, result]));
  }
  return new Blob(lines, { type: 'text/csv' });
}

// The documentation names no column of the results; a contact has its classification in this field.
const RESULT_COLUMN = 'optimaldial_status';

async function count(file: Blob, column: string): Promise<Omit<SubmittedList, 'original' | 'filename'>> {
  let valid = 0;
  let total = 0;
  try {
    const { header, rows } = await readCsv(file);
    const at = header.indexOf(column);
    if (at === -1) throw new ListRefused('bad_request', `The file has no column named ${column}`);
    for await (const row of rows) {
      total += 1;
      if (toE164(row[at] ?? '') !== undefined) valid += 1;
    }
  } catch (error) {
    if (error instanceof ListRefused) throw error;
    throw new ListRefused('bad_request', 'The file cannot be read as CSV');
  }
  return { valid, invalid: total - valid, total, column };
}

/** A field of a contact as a cell: what has parts of its own as JSON. */
function written(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

interface Written {
  readonly file: Blob;
  readonly column: string;
}

function writeNumbers(numbers: readonly unknown[]): Written {
  const column = 'phone_number';
  const lines = numbers.map((number) => writeRow([String(number)]));
  return { file: new Blob([writeRow([column]), ...lines], { type: 'text/csv' }), column };
}

function writeContacts(contacts: readonly unknown[], named: string | undefined): Written {
  const records = contacts.map((contact) => (isRecord(contact) ? contact : {}));
  const header = [...new Set(records.flatMap((contact) => Object.keys(contact)))];
  const column = named ?? header.find((name) => /phone/i.test(name));
  if (column === undefined)
    throw new ListRefused('bad_request', 'Say which field of a contact is phone_column');
  const lines = records.map((contact) => writeRow(header.map((name) => written(contact[name]))));
  return { file: new Blob([writeRow(header), ...lines], { type: 'text/csv' }), column };
}
