import type { CreateUploadContacts, CreateUploadFile, CreateUploadNumbers } from '@optimaldial/types';
import { isBlob } from '../body/is-blob.ts';
import { typeName } from '../describe-value.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';

type Without<Names extends string> = { readonly [Name in Names]?: undefined };

/**
 * Input of `uploads.create`: exactly one of a CSV `file` with its `phone_column`, `phone_numbers`, or
 * `contacts`.
 */
export type CreateUpload =
  | (CreateUploadFile & Without<'phone_numbers' | 'contacts' | 'filename'>)
  | (CreateUploadNumbers & Without<'file' | 'contacts' | 'phone_column' | 'filename_override'>)
  | (CreateUploadContacts & Without<'file' | 'phone_numbers' | 'filename_override'>);

/** Limits of one upload, documented by the API. */
export const uploadLimits = {
  /** Numbers that must be valid. */
  minEntries: 100,
  maxEntries: 250_000,
  /** 100 MiB. Documented as 100 MB; only what exceeds 100 MiB is certain to be rejected. */
  maxBytes: 104_857_600,
} as const;

/**
 * Checks an upload before it is sent and charged.
 *
 * @throws InvalidInputError that names the limit, and nothing from the list
 */
export function checkUpload(upload: CreateUpload): void {
  if (!isRecord(upload) || Array.isArray(upload)) {
    reject(`the list must be an object, such as \`{ phone_numbers }\`, got ${describe(upload)}`);
  }
  const { file, phone_numbers, contacts, phone_column } = upload;
  const sources = [file, phone_numbers, contacts].filter((source) => source !== undefined);
  if (sources.length !== 1) {
    reject(`pass exactly one of \`file\`, \`phone_numbers\` and \`contacts\`, got ${sources.length}`);
  }
  if (file !== undefined) {
    if (!isBlob(file)) reject(`\`file\` must be a File or Blob, got ${describe(file)}`);
    if (file.size > uploadLimits.maxBytes) reject(`\`file\` must be at most 100 MB, got ${file.size} bytes`);
    if (file.size === 0) reject('`file` is empty');
  }
  if (file !== undefined || phone_column !== undefined) {
    if (typeof phone_column !== 'string' || phone_column.trim() === '') {
      reject('`phone_column` must be the name of the column with the numbers');
    }
  }
  const entries = phone_numbers ?? contacts;
  if (entries === undefined) return;
  const [name, type, isValid] = phone_numbers
    ? ['phone_numbers', 'strings', (entry: unknown) => typeof entry === 'string']
    : ['contacts', 'objects', isRecord];
  const expected = `\`${name}\` must be an array of ${type}, got`;
  if (!Array.isArray(entries)) reject(`${expected} ${typeName(entries)}`);
  const invalid = entries.findIndex((entry: unknown) => !isValid(entry));
  if (invalid !== -1) reject(`${expected} ${typeName(entries[invalid])} at index ${invalid}`);
  if (entries.length > uploadLimits.maxEntries) {
    reject(`\`${name}\` must have at most 250,000 entries, got ${entries.length}`);
  }
  if (entries.length < uploadLimits.minEntries) {
    reject(`\`${name}\` must have at least 100 entries, got ${entries.length}`);
  }
}

const OPEN_FILE = 'pass `await openFile(path)` from @optimaldial/client/node';

/** Describes a value that isn't a file, and how to turn it into one. */
function describe(value: unknown): string {
  if (typeof value === 'string') return `a string. For a path, ${OPEN_FILE}`;
  if (!isRecord(value) || Array.isArray(value)) return typeName(value);
  if (typeof value['then'] === 'function') return 'a promise. Await it';
  const tag = Object.prototype.toString.call(value);
  if (ArrayBuffer.isView(value) || tag === '[object ArrayBuffer]') {
    return "bytes. Wrap them: `new File([bytes], 'list.csv')`";
  }
  if (typeof value['pipe'] === 'function' || typeof value['getReader'] === 'function') {
    return `a stream of unknown size. Collect it into a File, or ${OPEN_FILE}`;
  }
  return /^\[object (Blob|File)\]$/.test(tag)
    ? 'a Blob without `stream()`. In a test that simulates a browser (jsdom), use the `node` environment'
    : 'another object';
}

function reject(problem: string): never {
  throw new InvalidInputError(`uploads.create: ${problem}.`, 'Nothing was sent or charged.');
}
