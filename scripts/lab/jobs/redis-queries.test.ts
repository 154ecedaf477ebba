import { redisStore } from '@optimaldial/jobs/redis';
import { Redis as Ioredis } from 'ioredis';
import { afterAll, expect, it } from 'vitest';
import { compareQueries } from './queries/compare-queries.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const server = await startForSuite('redis-queries.test.ts', () => startRedis());
const redis = new Ioredis(server?.url ?? '', { lazyConnect: true });
afterAll(async () => {
  redis.disconnect();
  await server?.stop();
});

it.runIf(server)('redisStore: finds after any puts what a scan of all records finds', async () => {
  const model = await compareQueries(redisStore(redis));
  // Nothing is left of former versions: each record has two entries, one more with an upload, one more if it is due.
  const all = await Array.fromAsync(model.list());
  const due = await Array.fromAsync(model.list({ dueBy: Infinity }));
  const entries = 2 * all.length + all.filter(({ upload }) => upload).length + due.length;
  expect(await redis.zcard('{optimaldial-jobs}:index')).toBe(entries);
});
