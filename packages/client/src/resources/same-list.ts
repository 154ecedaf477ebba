import type { Upload } from '@optimaldial/types';
import { isRecord } from '../is-record.ts';
import type { CreateUpload } from './upload-input.ts';

/**
 * Whether an upload can be the list that was sent, by its size. A size that the server doesn't return is
 * ignored, and duplicates explain fewer rows than entries.
 */
export function matchesList(
  { file_size_bytes: bytes, valid_row_count: valid, invalid_row_count: invalid }: Upload,
  { file, phone_numbers, contacts, phone_column = '' }: CreateUpload,
): boolean {
  if (file !== undefined) return typeof bytes !== 'number' || bytes === file.size;
  if (typeof valid !== 'number' || typeof invalid !== 'number') return true;
  const entries: readonly unknown[] = phone_numbers ?? contacts ?? [];
  const numbers = new Set(
    entries.map((entry) => normalizeNumber(isRecord(entry) ? entry[phone_column] : entry)),
  );
  numbers.delete('');
  const rows = valid + invalid;
  return numbers.size <= rows && rows <= entries.length;
}

/** Reduces different formats of the same number to its first ten digits, without the country code. */
function normalizeNumber(number: unknown): string {
  return String(number)
    .replaceAll(/\D/g, '')
    .replace(/^[01]+/, '')
    .slice(0, 10);
}
