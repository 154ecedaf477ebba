import { existsSync, readFileSync, rmSync } from 'node:fs';
import { utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLock, type FoundLock, findLock, removeLock } from './lock-file.ts';
import { describeOwner, hasEnded, nameOwner } from './lock-owner.ts';

/** A lock that this process has. */
export interface DataLock {
  /** Whether this process still has it. If someone has deleted it, it's created again. */
  isHeld(): Promise<boolean>;
  /** Removes it. */
  release(): void;
}

/** Time between two heartbeats of a lock, in ms. */
const BEAT_MS = 1000;
/** Time without a heartbeat after which the owner of a lock counts as killed, in ms. */
const STALE_MS = 5000;
const RETRY_MS = 50;

/**
 * Locks a data file for this process until it ends, with a file beside it whose time of modification is the
 * heartbeat. It's compared with itself and never with a clock, so that it works between containers and machines.
 * The lock of a process that was killed is taken over: immediately if this process can see that it has ended,
 * otherwise after 5 seconds.
 *
 * @throws Error if another process uses the data file
 */
export async function lockData(path: string): Promise<DataLock> {
  const lock = `${path}.lock`;
  const own = describeOwner();
  await acquire(path, lock, own);
  const check = async (): Promise<boolean> =>
    (await createLock(lock, own)) || (await findLock(lock))?.owner === own;
  let checking = Promise.resolve(true);
  // One at a time: a lock that is being created has no content yet.
  const isHeld = (): Promise<boolean> => (checking = checking.then(check, check));
  const beat = async (): Promise<void> => {
    const now = new Date();
    if (await isHeld()) await utimes(lock, now, now);
  };
  // If the disk fails, saving reports it.
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS).unref();
  const release = (): void => {
    clearInterval(timer);
    process.off('exit', release);
    if (existsSync(lock) && readFileSync(lock, 'utf8') === own) rmSync(lock);
  };
  process.once('exit', release);
  return { isHeld, release };
}

async function acquire(path: string, lock: string, own: string): Promise<void> {
  let last: FoundLock | undefined;
  let since = 0;
  while (!(await createLock(lock, own))) {
    const found = await findLock(lock);
    if (found?.owner !== last?.owner) since = performance.now();
    else if (found?.beat !== last?.beat) {
      throw new Error(
        `${path} is in use by ${nameOwner(found?.owner ?? '')}. Stop that process, or use another file.`,
      );
    }
    last = found;
    if (found === undefined) continue;
    if (hasEnded(found.owner) || performance.now() - since > STALE_MS) await removeLock(lock, found.owner);
    else await sleep(RETRY_MS);
  }
}
