import { isRecord } from '../is-record.ts';
/**
 * Whether an upload can be the list that was sent, by its size. A value that the server doesn't return
 * proves nothing, and neither do fewer rows than entries if duplicates explain them.
 */
export function matchesList(
  { file_size_bytes: bytes, valid_row_count: valid, invalid_row_count: invalid },
  { file, phone_numbers, contacts, phone_column = '' },
) {
  if (file !== undefined) return typeof bytes !== 'number' || bytes === file.size;
  if (typeof valid !== 'number' || typeof invalid !== 'number') return true;
  const entries = phone_numbers ?? contacts ?? [];
  const numbers = new Set(entries.map((entry) => digitsOf(isRecord(entry) ? entry[phone_column] : entry)));
  numbers.delete('');
  const rows = valid + invalid;
  return numbers.size <= rows && rows <= entries.length;
}
/** What two ways to write one number have in common: its first ten digits, without the country code. */
function digitsOf(number) {
  return String(number)
    .replaceAll(/\D/g, '')
    .replace(/^[01]+/, '')
    .slice(0, 10);
}
