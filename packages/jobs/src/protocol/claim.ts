import { getJob } from '../store/get-job.ts';
import type { JobRecord } from '../store/record.ts';
import type { StoredRecord } from '../store/store.ts';
import type { Context } from './context.ts';
import { LONGEST_TIMER_MS } from '../wait/sleep.ts';
import { isWoken, wasOnlyWoken } from '../wait/woken.ts';

/** Another worker changed the record, so this one must stop. Never leaves the protocol. */
export class ClaimLost extends Error {}

/** Changes of a record, or a function of the store's time that returns them. */
type Changes = Partial<JobRecord> | ((now: number) => Partial<JobRecord>);

/**
 * A record that this worker works on. Every change is a compare-and-set that renews the lease, so a worker
 * that was frozen can't overwrite what another one has done.
 */
export interface Claim {
  readonly record: JobRecord;
  /** Version of the record in the store. */
  readonly version: number;
  /**
   * Stores changes, and renews the lease.
   *
   * @throws ClaimLost if another worker was faster
   */
  update(changes: Changes): Promise<void>;
  /**
   * Stores changes, and ends the lease, so that other workers needn't wait for it.
   *
   * @throws ClaimLost if another worker was faster
   */
  release(changes: Changes): Promise<void>;
  /** Takes the lease, or renews it if it ends soon. @throws ClaimLost if another worker was faster */
  keep(now: number): Promise<void>;
  /** Renews the lease while `work` runs. Its signal aborts if the record is lost. */
  during<T>(work: (lost: AbortSignal) => Promise<T>): Promise<T>;
}

/** Takes a record, if no other worker has it. */
export function createClaim(context: Context, stored: StoredRecord<JobRecord>, owner: string): Claim {
  const { store, lease } = context;
  let { record, version } = stored;
  // Renewals run beside the work, so writes are queued.
  let queue: Promise<unknown> = Promise.resolve();

  let wokenAt: number | undefined;

  const replace = async (changes: Changes, isKept: boolean): Promise<void> => {
    for (;;) {
      const now = await store.now();
      const changed: JobRecord = {
        ...record,
        // Without it, a job is due when its lease ends.
        dueAt: undefined,
        ...(typeof changes === 'function' ? changes(now) : changes),
        // What this worker has seen of the upload can be older than the event.
        ...(wokenAt === undefined ? undefined : { dueAt: wokenAt }),
        updatedAt: now,
        lease: isKept ? { owner, until: now + lease } : undefined,
      };
      if (await store.put(changed, version)) {
        record = changed;
        version += 1;
        return;
      }
      const found = await getJob(store, record.key);
      if (found === undefined || !wasOnlyWoken(record, found.record)) throw new ClaimLost();
      ({ record, version } = found);
      wokenAt = record.dueAt;
    }
  };
  const write = (changes: Changes, isKept: boolean): Promise<void> => {
    const next = queue.then(() => replace(changes, isKept));
    queue = next.catch(() => undefined);
    return next;
  };

  return {
    get record() {
      return record;
    },
    get version() {
      return version;
    },
    update: (changes) => write(changes, true),
    release: (changes) => write(changes, false),
    async keep(now) {
      const isMine = record.lease?.owner === owner && record.lease.until - now >= lease / 2;
      // A step that begins now sees what it was woken for.
      if (!isMine || isWoken(record)) await write({}, true);
    },
    async during(work) {
      const lost = new AbortController();
      let isRenewing = false;
      const renew = async (): Promise<void> => {
        // With a slow store, renewals would pile up.
        if (isRenewing) return;
        isRenewing = true;
        try {
          await write({}, true);
        } catch (error) {
          clearInterval(timer);
          lost.abort(error);
        }
        isRenewing = false;
      };
      const timer = setInterval(() => void renew(), Math.min(lease / 3, LONGEST_TIMER_MS));
      try {
        return await work(lost.signal);
      } finally {
        clearInterval(timer);
        await queue;
      }
    },
  };
}

/** How long another worker's lease lasts, in ms; 0 without one. */
export function leaseLeft({ lease }: JobRecord, now: number, owner: string): number {
  return lease === undefined || lease.owner === owner ? 0 : Math.max(0, lease.until - now);
}
