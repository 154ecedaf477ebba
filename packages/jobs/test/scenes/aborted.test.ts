import { createJobs, type JobStore } from '@optimaldial/jobs';
import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { LEASE_MS, list, SETTLE_MS, setScene, uploadsOf, type Scene } from './scene.ts';

/** Advances the job in a worker that is aborted at its n-th call of the store or the API. */
async function abortAt({ sandbox, store }: Scene, n: number, isAfter: boolean): Promise<boolean> {
  const controller = new AbortController();
  let calls = 0;
  const counted = async <T>(work: () => Promise<T>): Promise<T> => {
    const isThis = ++calls === n;
    if (isThis && !isAfter) controller.abort();
    const result = await work();
    if (isThis && isAfter) controller.abort();
    return result;
  };
  const own: JobStore = {
    now: () => counted(() => store.now()),
    get: (key) => counted(() => store.get(key)),
    put: (record, version) => counted(() => store.put(record, version)),
    list: () => store.list(),
  };
  const client = createClient({
    apiKey: sandbox.apiKey,
    // The server doesn't notice that the client has gone.
    fetch: (input, init) => counted(() => sandbox.fetch(input, { ...init, signal: null })),
  });
  const jobs = createJobs({ client, store: own, settle: SETTLE_MS, lease: LEASE_MS });
  await jobs.advance('crm', list, { slice: 0, signal: controller.signal }).catch((error: unknown) => {
    if (!controller.signal.aborted) throw error;
  });
  return calls >= n;
}

test.each([false, true])(
  'advance: makes one upload when it is aborted at any call (after it: %s)',
  async (isAfter) => {
    for (let n = 1; ; n++) {
      const scene = await setScene();
      const isReached = await abortAt(scene, n, isAfter);
      expect(await scene.finish()).toMatchObject({ state: 'done' });
      expect([n, uploadsOf(scene).length]).toEqual([n, 1]);
      if (!isReached) break;
    }
  },
);
