import { isRecord } from '../record.ts';
import { createCsv, readCsv } from './csv.ts';
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

/** The results of a list. */
export interface Results {
  /** Every row with its classification. */
  readonly processed: Blob;
  /** The rows that are likely to answer. */
  readonly filtered: Blob;
}

/** Classifies the rows of a list. */
export async function writeResults({ original, column }: SubmittedList): Promise<Results> {
  const processed = createCsv();
  const filtered = createCsv();
  let at: number | undefined;
  await readCsv(original, (row) => {
    const header = at === undefined;
    at ??= row.indexOf(column);
    const number = header ? undefined : toE164(row[at] ?? '');
    const result = header ? RESULT_COLUMN : number === undefined ? 'Invalid' : classify(number);
    const whole = [...row, result];
    processed.add(whole);
    if (header || result === LIKELY) filtered.add(whole);
  });
  return { processed: processed.file(), filtered: filtered.file() };
}

const LIKELY: ReturnType<typeof classify> = 'Likely Answer';

// The documentation names no column of the results; a contact has its classification in this field.
const RESULT_COLUMN = 'optimaldial_status';

async function count(file: Blob, column: string): Promise<Omit<SubmittedList, 'original' | 'filename'>> {
  let valid = 0;
  let total = 0;
  let at: number | undefined;
  try {
    await readCsv(file, (row) => {
      if (at === undefined) {
        at = row.indexOf(column);
        if (at === -1) throw noColumn(column);
        return;
      }
      total += 1;
      if (toE164(row[at] ?? '') !== undefined) valid += 1;
    });
  } catch (error) {
    if (error instanceof ListRefused) throw error;
    throw new ListRefused('bad_request', 'The file cannot be read as CSV');
  }
  if (at === undefined) throw noColumn(column);
  return { valid, invalid: total - valid, total, column };
}

const noColumn = (column: string): ListRefused =>
  new ListRefused('bad_request', `The file has no column named ${column}`);

/** A field of a contact as a cell: what has parts of its own as JSON. */
function cell(value: unknown): string {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
}

interface Written {
  readonly file: Blob;
  readonly column: string;
}

function writeNumbers(numbers: readonly unknown[]): Written {
  const column = 'phone_number';
  return { file: written([column], numbers, (number) => [String(number)]), column };
}

function writeContacts(contacts: readonly unknown[], named: string | undefined): Written {
  const records = contacts.map((contact) => (isRecord(contact) ? contact : {}));
  const header = [...new Set(records.flatMap((contact) => Object.keys(contact)))];
  const column = named ?? header.find((name) => /phone/i.test(name));
  if (column === undefined)
    throw new ListRefused('bad_request', 'Say which field of a contact is phone_column');
  return { file: written(header, records, (contact) => header.map((name) => cell(contact[name]))), column };
}

function written<T>(header: readonly string[], entries: readonly T[], row: (entry: T) => string[]): Blob {
  const csv = createCsv();
  csv.add(header);
  for (const entry of entries) csv.add(row(entry));
  return csv.file();
}
