import { keyHash } from '../key-hash.ts';
import { hasEnded, type StoreRecord } from '../record.ts';
import type { RecordQuery } from '../store.ts';
import type { Ended } from './ended.ts';
import { newestIn } from './newest.ts';
import { recordFolders } from './record-folders.ts';

/** Number of records that are read at the same time. */
const CONCURRENCY = 16;

/** Reads the records that can fit a query, in an order that doesn't change: that of the hashes of their keys. */
export async function* scan(
  root: string,
  ended: Ended,
  { states, dueBy, after }: RecordQuery,
): AsyncGenerator<StoreRecord, void, undefined> {
  const isLive = dueBy !== undefined || states?.some(hasEnded) === false;
  const folders = await recordFolders(root, after === undefined ? '' : keyHash(after));

  async function read(keyFolder: string): Promise<StoreRecord[]> {
    if (isLive && (await ended.includes(keyFolder))) return [];
    const newest = await newestIn(keyFolder);
    ended.note(keyFolder, newest);
    // Without a version, the process that created the folder was killed before it stored the record.
    return newest === undefined ? [] : [newest.record];
  }

  for (let first = 0; first < folders.length; first += CONCURRENCY) {
    yield* (await Promise.all(folders.slice(first, first + CONCURRENCY).map(read))).flat();
  }
}
