import { createClient } from '@optimaldial/client';
import { createJobs, memoryStore, type Progress } from '@optimaldial/jobs';
import { createSandbox } from '@optimaldial/testing';
import { afterEach, beforeAll, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { list } from '../support/setup-jobs.ts';

const { setImmediate: nextTurn } = globalThis;

// The first request loads the engine of the sandbox, which takes real time.
beforeAll(async () => {
  const sandbox = createSandbox();
  await createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch }).webhooks.list();
  sandbox.close();
});
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Advances the time in steps, between which hashes and responses arrive. */
async function elapse(ms: number): Promise<void> {
  const steps = 100;
  for (let step = 0; step < steps; step += 1) {
    for (let turns = 0; turns < 20; turns += 1) await new Promise((resolve) => void nextTurn(resolve));
    await vi.advanceTimersByTimeAsync(ms / steps);
  }
}

const refused = (): never => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
};

test('run: throws after a minute if the list can not be sent, and continues when it is called again', async () => {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  onTestFinished(() => sandbox.close());
  let isReachable = false;
  const client = createClient({
    apiKey: sandbox.apiKey,
    fetch: async (input, init) => (isReachable ? sandbox.fetch(input, init) : refused()),
  });
  const jobs = createJobs({ client, store: memoryStore() });
  const failed = jobs.run('crm', list).catch((thrown: unknown) => thrown);
  await elapse(50_000);
  expect(await jobs.get('crm')).toMatchObject({ state: 'reserved', error: { code: 'connection' } });
  await elapse(120_000);
  expect(await failed).toMatchObject({ code: 'connection', next: 'retry' });

  isReachable = true;
  const run = jobs.run('crm', list);
  await elapse(60_000);
  expect(await run).toMatchObject({ state: 'done' });
});

test('run: retries for hours if the list was sent', async () => {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  onTestFinished(() => sandbox.close());
  let isReachable = true;
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      if (!isReachable) refused();
      isReachable = init?.method !== 'POST';
      return sandbox.fetch(input, init);
    },
  });
  const progress: Progress[] = [];
  const jobs = createJobs({ client, store: memoryStore() });
  const run = jobs.run('crm', list, { onProgress: (one) => progress.push(one) });
  await elapse(2 * 3_600_000);
  expect(progress.at(-1)).toMatchObject({ state: 'submitted', error: { code: 'connection' } });
  isReachable = true;
  await elapse(120_000);
  expect(await run).toMatchObject({ state: 'done' });
  expect(sandbox.uploads()).toHaveLength(1);
});
