import { createClient } from '@optimaldial/client';
import { createJobs, type JobStore } from '@optimaldial/jobs';
import { expect, test } from 'vitest';
import { list, setUpJobs } from '../support/setup-jobs.ts';

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

test('work: resolves when its signal aborts while `list` never ends', async () => {
  const { jobs, store, requests } = setUpJobs();
  await jobs.add('a', list);
  const stopped = new AbortController();
  const errors: unknown[] = [];
  await jobs.work({
    list() {
      stopped.abort();
      return never();
    },
    signal: stopped.signal,
    onError: (error) => errors.push(error),
  });
  expect(errors).toEqual([]);
  expect(requests()).toEqual([]);
  expect((await store.get('a'))?.version).toBe(1);
});

test('work: resolves when its signal aborts while a search of the store never ends', async () => {
  const { client, store } = setUpJobs();
  const stopped = new AbortController();
  const silent: JobStore = {
    ...store,
    async *list() {
      stopped.abort();
      yield await never();
    },
  };
  await createJobs({ client, store: silent }).work({ list: () => list, signal: stopped.signal });
  expect(stopped.signal.aborted).toBe(true);
});

test('work: lets a request end when `grace` is longer than any timer', async () => {
  const { jobs, sandbox, store } = setUpJobs();
  await jobs.add('a', list);
  const stopped = new AbortController();
  const client = createClient({
    apiKey: sandbox.apiKey,
    async fetch(input, init) {
      stopped.abort();
      await new Promise((resolve) => setTimeout(resolve, 20));
      init?.signal?.throwIfAborted();
      return sandbox.fetch(input, init);
    },
  });
  const grace = 30 * 86_400_000;
  await createJobs({ client, store }).work({ list: () => list, signal: stopped.signal, grace });
  expect(await jobs.get('a')).toMatchObject({ state: 'submitted' });
});

test('work: finds other jobs while a hundred lists are being made', async () => {
  const { jobs } = setUpJobs();
  for (let job = 0; job < 110; job += 1) await jobs.add(`job-${job}`, list);
  const stopped = new AbortController();
  const keys = new Set<string>();
  await jobs.work({
    list(key) {
      keys.add(key);
      if (keys.size === 110) stopped.abort();
      return never();
    },
    concurrency: 200,
    signal: stopped.signal,
  });
  expect(keys.size).toBe(110);
});
