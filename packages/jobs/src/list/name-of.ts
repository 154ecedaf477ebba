import type { CreateUpload } from '@optimaldial/client';

/** In characters. A longer name could be cut off before the token. */
const LONGEST = 100;

/** The filename of a list, or its end if it is very long. */
export function nameOf({ file, filename, filename_override: override }: CreateUpload): string {
  const name = file === undefined ? filename : (override ?? ('name' in file ? file.name : undefined));
  return typeof name === 'string' && name !== '' ? name.slice(-LONGEST) : 'upload.csv';
}
