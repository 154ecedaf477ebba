import { open, rm } from 'node:fs/promises';
import { isRecord } from '../../is-record.ts';

/** A lock at one moment. */
export interface FoundLock {
  readonly owner: string;
  /** Changes while its owner lives. */
  readonly beat: number;
}

/** Reads a lock. Returns `undefined` if it doesn't exist. */
export async function findLock(lock: string): Promise<FoundLock | undefined> {
  let file;
  try {
    // Opened, because a network drive may otherwise return an old time.
    file = await open(lock);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    return { owner: await file.readFile('utf8'), beat: (await file.stat()).mtimeMs };
  } finally {
    await file.close();
  }
}

/** Creates a lock. Returns `false` if it exists. */
export async function createLock(lock: string, owner: string): Promise<boolean> {
  let file;
  try {
    file = await open(lock, 'wx', 0o600);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
  try {
    await file.writeFile(owner);
  } finally {
    await file.close();
  }
  return true;
}

/**
 * Removes the lock of a killed process, if no other process has replaced it.
 *
 * @param removal path of a second lock: between finding and removing a lock, another process could otherwise replace it
 * @param own describes this process
 * @returns `false` if another process has the second lock
 */
export async function removeLock(
  lock: string,
  owner: string,
  removal: string,
  own: string,
): Promise<boolean> {
  if (!(await createLock(removal, own))) return false;
  try {
    if ((await findLock(lock))?.owner === owner) await rm(lock);
    return true;
  } finally {
    await rm(removal);
  }
}

function hasCode(error: unknown, code: string): boolean {
  return isRecord(error) && error['code'] === code;
}
