import { redisStore } from '@optimaldial/jobs/redis';
import { Redis as Ioredis } from 'ioredis';
import { Redis as Ioredis6 } from 'ioredis-6';
import { createClient } from 'redis';
import { afterAll, afterEach, expect, it } from 'vitest';
import { startFlakyProxy } from './redis/flaky-proxy.ts';
import { sample } from './redis/sample.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const server = await startForSuite('redis-lost.test.ts', () => startRedis());
const proxy = await startFlakyProxy(server?.port ?? 0);
const direct = new Ioredis(server?.url ?? '', { lazyConnect: true });
afterEach(() => direct.call('FLUSHALL'));
afterAll(async () => {
  direct.disconnect();
  await proxy.stop();
  await server?.stop();
});

/** The clients that send a command again when they have lost its response. */
const REPEATING = {
  'ioredis 5': () => new Ioredis(proxy.port, '127.0.0.1', { retryStrategy: () => 10 }),
  'ioredis 6': () => new Ioredis6(proxy.port, '127.0.0.1', { retryStrategy: () => 10 }),
};

for (const [name, connect] of Object.entries(REPEATING)) {
  it.runIf(server)(`redisStore with ${name}: confirms a put whose response was lost`, async () => {
    const client = connect();
    const store = redisStore(client, { checkDurability: false });
    await store.get('a');
    for (let version = 0; version < 5; version += 1) {
      const before = proxy.lost;
      proxy.loseNext();
      const isStored = store.put(sample('a', { token: `${version}` }), version);
      expect(await isStored).toBe(true);
      expect(proxy.lost).toBe(before + 1);
      expect(await store.get('a')).toEqual({
        version: version + 1,
        record: sample('a', { token: `${version}` }),
      });
    }
    client.disconnect();
  });

  it.runIf(server)(`redisStore with ${name}: overwrites nothing when a put is repeated late`, async () => {
    const client = connect();
    const store = redisStore(client, { checkDurability: false });
    const other = redisStore(direct, { checkDurability: false });
    await store.get('a');
    proxy.loseNext(async () => {
      expect(await other.put(sample('a', { token: 'other' }), 1)).toBe(true);
    });
    // It was stored, but is not the current version any more.
    expect(await store.put(sample('a', { token: 'mine' }), 0)).toBe(false);
    expect(await other.get('a')).toEqual({ version: 2, record: sample('a', { token: 'other' }) });
    client.disconnect();
  });
}

it.runIf(server)('redisStore: does not confirm the same record of another put', async () => {
  const store = redisStore(direct);
  expect(await store.put(sample('a'), 0)).toBe(true);
  expect(await store.put(sample('a'), 0)).toBe(false);
});

it.runIf(server)('redisStore with redis 6: throws when the response to a put was lost', async () => {
  const client = createClient({ url: `redis://127.0.0.1:${proxy.port}` });
  client.on('error', () => {});
  await client.connect();
  const store = redisStore(client, { checkDurability: false });
  await store.get('a');
  proxy.loseNext();
  const put = store.put(sample('a'), 0);
  await expect(put).rejects.toMatchObject({ name: 'StoreError', next: 'retry' });
  // It may have been stored, and was.
  expect(await store.get('a')).toMatchObject({ version: 1 });
  client.destroy();
});
