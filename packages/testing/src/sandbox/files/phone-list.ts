import { Blob, File } from '../../platform-file.ts';
import { isRecord } from '../../is-record.ts';
import { CsvError } from './csv-parser.ts';
import { createCsv } from './csv-writer.ts';
import { readCsv } from './csv.ts';
import { listContacts, listNumbers, type CountedList } from './json-list.ts';
import { ListRefused, MAX_BYTES, MAX_ENTRIES } from './list-refused.ts';
import { classify, toE164 } from './phone-numbers.ts';

/** A list as it was submitted: the file, or the JSON written as one. */
export interface SubmittedList extends CountedList {
  readonly filename: string | undefined;
}

/**
 * Reads a list and counts its numbers. Limits are checked while it reads.
 *
 * @param body the parsed request body: the fields of a form, or JSON
 * @throws ListRefused if the API wouldn't take the list
 */
export async function readList(body: unknown): Promise<SubmittedList> {
  const fields = isRecord(body) ? body : {};
  const { file, phone_numbers: numbers, contacts } = fields;
  const column = text(fields['phone_column']);
  const name = text(fields['filename_override']) ?? text(fields['filename']);
  if (file instanceof Blob) {
    const filename = name ?? (file instanceof File ? text(file.name) : undefined);
    return { ...(await countFile(file, column)), filename };
  }
  const [list, ...others] = [numbers, contacts].filter(Array.isArray);
  if (list === undefined || others.length > 0) {
    throw new ListRefused('bad_request', 'Send exactly one of phone_numbers and contacts');
  }
  if (list.length > MAX_ENTRIES) {
    throw new ListRefused('too_large', 'The list has more than 250,000 entries');
  }
  return {
    ...(await (list === numbers ? listNumbers(list) : listContacts(list, column))),
    filename: name,
  };
}

/** A string that isn't empty: forms send an empty one for a field that isn't set. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function countFile(file: Blob, column: string | undefined): Promise<CountedList> {
  if (column === undefined) throw new ListRefused('bad_request', 'phone_column is required');
  if (file.size > MAX_BYTES) throw new ListRefused('too_large', 'The file is over 100 MB');
  if (file.size === 0) throw new ListRefused('bad_request', 'The file is empty');
  let valid = 0;
  let total = 0;
  let at: number | undefined;
  try {
    await readCsv(file, (row) => {
      if (at === undefined) {
        at = row.indexOf(column);
        if (at === -1) throw noColumn(column, row);
        return;
      }
      total += 1;
      if (total > MAX_ENTRIES) throw new ListRefused('too_large', 'The file has more than 250,000 rows');
      if (toE164(row[at] ?? '') !== undefined) valid += 1;
    });
  } catch (error) {
    if (error instanceof CsvError) throw new ListRefused('bad_request', error.message);
    throw error;
  }
  if (at === undefined) throw new ListRefused('bad_request', 'The file has no rows');
  return { original: file, valid, invalid: total - valid, total, column };
}

function noColumn(column: string, [only = '', ...others]: readonly string[]): ListRefused {
  const separated = others.length === 0 && /[;\t]/.test(only);
  const hint = separated ? '; separate its columns with commas' : '';
  return new ListRefused('bad_request', `The file has no column named ${column}${hint}`);
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

// The documentation doesn't name the columns of the results; a contact has its classification in this field.
const RESULT_COLUMN = 'optimaldial_status';
