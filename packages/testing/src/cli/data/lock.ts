import { existsSync, readFileSync, rmSync } from 'node:fs';
import { rm, utimes } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLock, type FoundLock, findLock, removeLock } from './lock-file.ts';
import { describeOwner, isRunning, nameOwner } from './lock-owner.ts';

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
 * The lock of a process that was killed is taken over: immediately if this process can see whether it runs,
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
  const removal = `${lock}.removal`;
  const [watchLock, watchRemoval] = [createWatch(), createWatch()];
  while (!(await createLock(lock, own))) {
    const found = await findLock(lock);
    if (found === undefined) continue;
    const { isBeating, still } = watchLock(found);
    const runs = isRunning(found.owner);
    if (runs === true || isBeating) {
      throw new Error(
        `${path} is in use by ${nameOwner(found.owner)}. Stop that process, or use another file.`,
      );
    }
    const isOver = runs === false || still > STALE_MS;
    if (isOver && (await removeLock(lock, found.owner, removal, own))) continue;
    // Its owner was killed while it removed a lock.
    const left = isOver ? await findLock(removal) : undefined;
    if (left !== undefined && watchRemoval(left).still > STALE_MS) await rm(removal, { force: true });
    else await sleep(RETRY_MS);
  }
}

/** Observes a lock: whether its owner lives, and for how long it hasn't changed, in ms. */
function createWatch(): (found: FoundLock) => { isBeating: boolean; still: number } {
  let last: FoundLock | undefined;
  let since = 0;
  return (found) => {
    const isSame = found.owner === last?.owner;
    const isBeating = isSame && found.beat !== last?.beat;
    if (!isSame) since = performance.now();
    last = found;
    return { isBeating, still: performance.now() - since };
  };
}
