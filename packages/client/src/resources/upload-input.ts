import type { CreateUploadContacts, CreateUploadFile, CreateUploadNumbers } from '@optimaldial/types';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isBlob } from '../body/is-blob.ts';
import { isRecord } from '../is-record.ts';

type Without<Names extends string> = { readonly [Name in Names]?: undefined };

/**
 * What `uploads.create` takes: a CSV file with the name of its phone column, or `phone_numbers`, or
 * `contacts`; exactly one of the three.
 */
export type CreateUpload =
  | (CreateUploadFile & Without<'phone_numbers' | 'contacts' | 'filename'>)
  | (CreateUploadNumbers & Without<'file' | 'contacts' | 'phone_column' | 'filename_override'>)
  | (CreateUploadContacts & Without<'file' | 'phone_numbers' | 'filename_override'>);

// The documentation says 100 MB and not which; refused is only what is too large either way.
const MOST_BYTES = 104_857_600;
const MOST_ENTRIES = 250_000;
const FEWEST_ENTRIES = 100;

/**
 * Refuses what can be known to fail, before it is sent and paid.
 *
 * @throws InvalidInputError that names the limit, and nothing of the list
 */
export function checkUpload(upload: CreateUpload): void {
  if (!isRecord(upload) || Array.isArray(upload)) {
    refuse(
      `takes an object, such as \`{ phone_numbers }\`; got ${Array.isArray(upload) ? 'an array' : describe(upload)}`,
    );
  }
  const { file, phone_numbers, contacts, phone_column } = upload;
  const given = [file, phone_numbers, contacts].filter((one) => one !== undefined);
  if (given.length !== 1) {
    refuse(`takes exactly one of \`file\`, \`phone_numbers\` and \`contacts\`; got ${given.length}`);
  }
  if (file !== undefined) {
    if (!isBlob(file)) refuse(`takes a \`File\` or a \`Blob\` as \`file\`; got ${describe(file)}`);
    if (file.size > MOST_BYTES) refuse(`takes a file of at most 100 MB; this one has ${file.size} bytes`);
    if (file.size === 0) refuse('takes a file that is not empty');
  }
  if (file !== undefined || phone_column !== undefined) {
    if (typeof phone_column !== 'string' || phone_column.trim() === '') {
      refuse('needs `phone_column`, the name of the column that holds the numbers');
    }
  }
  const entries = phone_numbers ?? contacts;
  if (entries === undefined) return;
  if (!Array.isArray(entries)) refuse('takes an array of entries');
  const fits = phone_numbers ? (one: unknown) => typeof one === 'string' : isRecord;
  const odd = entries.findIndex((one: unknown) => !fits(one));
  if (odd !== -1)
    refuse(
      `takes ${phone_numbers ? 'numbers as strings' : 'contacts as objects'}; entry ${odd} is a ${typeof entries[odd]}`,
    );
  if (entries.length > MOST_ENTRIES) refuse(`takes at most 250,000 entries; got ${entries.length}`);
  if (entries.length < FEWEST_ENTRIES) {
    refuse(`needs at least 100 valid numbers; got ${entries.length} entries in all`);
  }
}

/** What was given in place of a file, and how to make one of it. */
function describe(value: unknown): string {
  if (typeof value === 'string')
    return 'a string. If it is a path, pass `await openFile(path)` of @optimaldial/client/node';
  if (!isRecord(value)) return value === null ? 'null' : `a ${typeof value}`;
  if (typeof value['then'] === 'function') return 'a promise. Await it: `await openFile(path)`';
  if (ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === '[object ArrayBuffer]')
    return "bytes. Name them: `new File([bytes], 'list.csv')`";
  if (typeof value['pipe'] === 'function' || typeof value['getReader'] === 'function')
    return 'a stream, whose size is not known. If it is read from a disk, pass `await openFile(path)` of @optimaldial/client/node; else collect it into a `File`';
  return /^\[object (Blob|File)\]$/.test(Object.prototype.toString.call(value))
    ? "a Blob that can't be read: it has no `stream()`. In a test that plays a browser (jsdom), run the test in the `node` environment"
    : 'another object';
}

function refuse(fault: string): never {
  throw new InvalidInputError(`uploads.create ${fault}. Nothing was sent, and nothing is charged.`);
}
