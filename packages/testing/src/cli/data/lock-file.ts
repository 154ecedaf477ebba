import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm } from 'node:fs/promises';
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

/** Removes the lock of a killed process. If it's a newer one, because another process was faster, it's put back. */
export async function removeLock(lock: string, owner: string): Promise<void> {
  const moved = `${lock}.${randomUUID()}`;
  try {
    await rename(lock, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  const newer = await readFile(moved, 'utf8');
  // A third process may have created one in between. Then this owner finds out before its next save.
  if (newer !== owner) await createLock(lock, newer);
  await rm(moved);
}

function hasCode(error: unknown, code: string): boolean {
  return isRecord(error) && error['code'] === code;
}
