import { Blob, File } from '../../platform-file.ts';
import { MAX_ENTRIES, MAX_FILE_BYTES } from '../../engine/body/limits.ts';
import { isRecord } from '../../is-record.ts';
import { CsvError } from './csv-parser.ts';
import { readCsv } from './csv-reader.ts';
import { listContacts, listNumbers, type CountedList } from './json-list.ts';
import { ListError } from './list-error.ts';
import { toE164 } from './phone-numbers.ts';

/** A submitted list: the file, or the JSON as CSV. */
export interface SubmittedList extends CountedList {
  readonly filename: string | undefined;
}

/**
 * Reads a list and counts its numbers. Limits are checked while reading.
 *
 * @param body the parsed request body: the fields of a form, or JSON
 * @throws ListError if the API would reject the list
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
    throw new ListError('bad_request', 'Send exactly one of phone_numbers and contacts');
  }
  if (list.length > MAX_ENTRIES) {
    throw new ListError('too_large', 'The list has more than 250,000 entries');
  }
  return {
    ...(await (list === numbers ? listNumbers(list) : listContacts(list, column))),
    filename: name,
  };
}

/** A non-empty string: forms send an empty one for an unset field. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

async function countFile(file: Blob, column: string | undefined): Promise<CountedList> {
  if (column === undefined) throw new ListError('bad_request', 'phone_column is required');
  if (file.size > MAX_FILE_BYTES) throw new ListError('too_large', 'The file is over 100 MB');
  if (file.size === 0) throw new ListError('bad_request', 'The file is empty');
  let valid = 0;
  let total = 0;
  let columnIndex: number | undefined;
  try {
    await readCsv(file, (row) => {
      if (columnIndex === undefined) {
        columnIndex = row.indexOf(column);
        if (columnIndex === -1) throw missingColumn(column, row);
        return;
      }
      total += 1;
      if (total > MAX_ENTRIES) throw new ListError('too_large', 'The file has more than 250,000 rows');
      if (toE164(row[columnIndex] ?? '') !== undefined) valid += 1;
    });
  } catch (error) {
    if (error instanceof CsvError) throw new ListError('bad_request', error.message);
    throw error;
  }
  if (columnIndex === undefined) throw new ListError('bad_request', 'The file has no rows');
  return { original: file, valid, invalid: total - valid, total, column };
}

function missingColumn(column: string, [only = '', ...others]: readonly string[]): ListError {
  const isSemicolonSeparated = others.length === 0 && /[;\t]/.test(only);
  const hint = isSemicolonSeparated ? '; separate its columns with commas' : '';
  return new ListError('bad_request', `The file has no column named "${column}"${hint}`);
}
