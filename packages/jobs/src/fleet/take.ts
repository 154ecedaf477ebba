import { describeError } from '../protocol/describe-error.ts';
import type { Context } from '../protocol/context.ts';
import { dueAfter, pauseAfter } from '../protocol/step.ts';
import { facetsOf } from '../store/facets.ts';
import { getJob } from '../store/get-job.ts';

/**
 * Takes a job that is due. Returns `false` if it isn't due anymore, because another worker was faster.
 *
 * Its lease is taken by the work itself. The parts of a long list have leases of their own, so their job is
 * put off instead, for as long as a lease.
 */
export async function take({ store, lease }: Context, key: string): Promise<boolean> {
  const stored = await getJob(store, key);
  if (stored === undefined) return false;
  const { record, version } = stored;
  const now = await store.now();
  const { dueAt = Infinity } = facetsOf(record);
  if (dueAt > now) return false;
  if (record.parts === undefined) return true;
  return store.put({ ...record, dueAt: dueAfter(now, lease), updatedAt: now }, version);
}

/** Makes a job due immediately that its worker gives back, if that isn't the case yet. */
export async function giveBack({ store }: Context, key: string): Promise<void> {
  for (;;) {
    const stored = await getJob(store, key);
    // Only the parts have leases, which were released. Other jobs are due when they are released.
    if (stored?.record.parts === undefined) return;
    const { record, version } = stored;
    if (record.dueAt === undefined) return;
    if (await store.put({ ...record, dueAt: undefined, updatedAt: await store.now() }, version)) return;
  }
}

/** Puts off a job that is still due after an error, so that it doesn't hinder others. */
export async function putOff({ store }: Context, key: string, error: unknown): Promise<void> {
  for (;;) {
    const stored = await getJob(store, key);
    if (stored === undefined) return;
    const { record, version } = stored;
    const now = await store.now();
    const { dueAt = Infinity } = facetsOf(record);
    if (dueAt > now) return;
    const again = pauseAfter(describeError(error), now - record.createdAt);
    if (await store.put({ ...record, dueAt: dueAfter(now, again), updatedAt: now }, version)) return;
  }
}
