import { open, rm, stat } from 'node:fs/promises';
import { redactCause } from '../errors/cause.ts';
import { sleep } from '../time/sleep.ts';

/** Far longer than a lock is held. */
const STALE_MS = 5000;
const RETRY_MS = 10;

/**
 * Does work while no other process does work with the same lock. The lock is a file without content, which is
 * removed after the work. A lock that a killed process has left is ignored after 5 seconds, so a process that was
 * suspended for longer can still work: the work must check that nothing has changed.
 */
export async function withFileLock<T>(lock: string, work: () => Promise<T>): Promise<T> {
  let owner: string | undefined;
  let since = 0;
  while (!(await create(lock))) {
    const present = await identify(lock);
    if (present !== owner) since = performance.now();
    owner = present;
    // By the time that this process has waited: the clock of the disk may differ.
    if (owner !== undefined && performance.now() - since > STALE_MS) await rm(lock, { force: true });
    else await sleep(RETRY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(lock, { force: true });
  }
}

/** Returns `false` if the lock exists. */
async function create(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close();
    return true;
  } catch (error) {
    if (redactCause(error).code === 'EEXIST') return false;
    throw error;
  }
}

/** Identifies the lock of one owner; `undefined` if it was removed. */
async function identify(lock: string): Promise<string | undefined> {
  try {
    const { ino, ctimeMs } = await stat(lock);
    return `${ino} ${ctimeMs}`;
  } catch (error) {
    if (redactCause(error).code === 'ENOENT') return undefined;
    throw error;
  }
}
