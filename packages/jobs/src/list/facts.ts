import type { CreateUpload } from '@optimaldial/client';
import type { ListFacts } from '../store/record.ts';
import { fingerprint } from './fingerprint.ts';
import type { LoadedList } from './load-list.ts';

/** Fingerprints of lists in memory, which must not change while their job runs. */
const known = new WeakMap<object, Promise<string>>();

/**
 * Returns what identifies a list.
 *
 * @param stored the facts in the store, if any: a file on disk that hasn't changed since isn't read again
 */
export async function factsOf({ upload, path }: LoadedList, stored?: ListFacts): Promise<ListFacts> {
  const fields = JSON.stringify([
    upload.file === undefined ? 'entries' : 'file',
    upload.phone_column ?? null,
    upload.skip_mobile_lookup ?? null,
  ]);
  if (path === undefined) return { fingerprint: await remembered(upload), fields };
  // Lazily, because only Node.js, Bun and Deno have files.
  const { stat } = await import('node:fs/promises');
  const { size, mtimeMs, ino } = await stat(path);
  const isUnchanged =
    stored?.file?.size === size && stored.file.mtimeMs === mtimeMs && stored.file.ino === ino;
  return {
    fingerprint: isUnchanged ? stored.fingerprint : await fingerprint(upload),
    fields,
    file: { size, mtimeMs, ino },
  };
}

/** Whether two lists are the same. Their filenames don't count. */
export function isSameList(a: ListFacts, b: ListFacts): boolean {
  return a.fingerprint === b.fingerprint && a.fields === b.fields;
}

function remembered(upload: CreateUpload): Promise<string> {
  const content = upload.file ?? upload.phone_numbers ?? upload.contacts;
  if (content === undefined) return fingerprint(upload);
  const hash = known.get(content) ?? fingerprint(upload);
  known.set(content, hash);
  // A file that can't be read now may be readable later.
  hash.catch(() => known.delete(content));
  return hash;
}
