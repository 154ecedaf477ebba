import { existsSync, readFileSync, rmSync } from 'node:fs';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { isRecord } from '../../is-record.ts';

/**
 * Locks a data file for this process, with a file beside it that contains the ID of the process. The lock of a
 * process that was killed is taken over.
 *
 * @throws Error if another process uses the data file
 */
export async function lockData(path: string): Promise<void> {
  const lock = `${path}.lock`;
  while (!(await create(lock))) {
    const owner = await readLock(lock);
    if (owner !== undefined && isAlive(owner)) {
      throw new Error(
        `${path} is in use by process ${owner}. Stop that process, or use another file. If it isn't an optimaldial-mock, delete ${lock}.`,
      );
    }
    await removeStale(lock, owner);
  }
  process.once('exit', () => {
    // Someone may have deleted it.
    if (existsSync(lock) && readFileSync(lock, 'utf8') === String(process.pid)) rmSync(lock);
  });
}

/** Creates the lock with its content, atomically. Returns `false` if it exists. */
async function create(lock: string): Promise<boolean> {
  const own = ownPath(lock);
  await writeFile(own, String(process.pid), { mode: 0o600 });
  try {
    await link(own, lock);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(own);
  }
}

/** A file beside the lock that only this process uses. */
function ownPath(lock: string): string {
  return `${lock}.${process.pid}`;
}

async function readLock(lock: string): Promise<string | undefined> {
  try {
    return await readFile(lock, 'utf8');
  } catch (error) {
    // Its process has just ended.
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function isAlive(owner: string): boolean {
  // In containers, the process before this one had the same ID.
  if (!/^\d+$/.test(owner) || Number(owner) === process.pid) return false;
  try {
    process.kill(Number(owner), 0);
    return true;
  } catch (error) {
    // It belongs to another user.
    return hasCode(error, 'EPERM');
  }
}

/** Removes a stale lock. If two processes try at the same time, one of them could have a new lock already, which stays. */
async function removeStale(lock: string, owner: string | undefined): Promise<void> {
  const moved = ownPath(lock);
  try {
    await rename(lock, moved);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return;
    throw error;
  }
  if ((await readFile(moved, 'utf8')) !== owner) await link(moved, lock);
  await rm(moved);
}

function hasCode(error: unknown, code: string): boolean {
  return isRecord(error) && error['code'] === code;
}
