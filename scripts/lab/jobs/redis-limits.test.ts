import { redisStore } from '@optimaldial/jobs/redis';
import { buildUpload } from '@optimaldial/testing';
import { Redis as Ioredis } from 'ioredis';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { CLIENTS } from './redis/clients.ts';
import { sample } from './redis/sample.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const server = await startForSuite('redis-limits.test.ts', () => startRedis());
const url = server?.url ?? '';
const admin = new Ioredis(url, { lazyConnect: true });
afterEach(async () => {
  await admin.call('CONFIG', 'SET', 'maxmemory', '0', 'appendfsync', 'always');
  await admin.call('FLUSHALL');
});
afterAll(async () => {
  admin.disconnect();
  await server?.stop();
});

describe.runIf(server)('checkDurability', () => {
  for (const [name, connect] of Object.entries(CLIENTS)) {
    it(`reads the settings with ${name}`, async () => {
      const connected = await connect(url);
      const store = redisStore(connected.client);
      await admin.call('CONFIG', 'SET', 'appendfsync', 'everysec');
      await expect(store.put(sample('a'), 0)).rejects.toThrow('appendfsync is everysec');
      expect(await store.get('a')).toBeUndefined();
      await admin.call('CONFIG', 'SET', 'appendfsync', 'always');
      expect(await store.put(sample('a'), 0)).toBe(true);
      await connected.close();
    });
  }
});

it.runIf(server)(
  'redisStore: stores a record with its index, or nothing, when the memory is full',
  async () => {
    const store = redisStore(admin);
    const text = 'f'.repeat(20_000);
    expect(await store.put(sample('first'), 0)).toBe(true);
    const used = /used_memory:(\d+)/.exec(await admin.info('memory'))?.[1];
    await admin.call('CONFIG', 'SET', 'maxmemory', `${Number(used) + 1_000_000}`);
    let stored = 1;
    await expect(async () => {
      for (; await store.put(sample(`${stored}`, { filename: text }), 0); stored += 1);
    }).rejects.toThrow('Raise `maxmemory`');
    expect(stored).toBeGreaterThan(10);
    // Also for a record that exists, whose entries in the index change.
    await admin.call('CONFIG', 'SET', 'maxmemory', '1');
    await expect(store.put(sample('first', { state: 'submitted' }), 1)).rejects.toThrow('Raise `maxmemory`');
    expect(await store.get(`${stored}`)).toBeUndefined();
    expect(await Array.fromAsync(store.list())).toHaveLength(stored);
    expect(await Array.fromAsync(store.list({ dueBy: 1 }))).toHaveLength(stored);
    expect(await store.summarize?.()).toEqual([{ state: 'reserved', count: stored, oldest: 1 }]);
  },
);

it.runIf(server)('redisStore: works with the permissions that the guide names', async () => {
  const commands =
    '+eval +evalsha +hget +hset +hincrbyfloat +hgetall +zadd +zrem +zrangebylex +zlexcount +time +config|get';
  await admin.call('ACL', 'SETUSER', 'worker', 'on', '>pw', '~{optimaldial-jobs}:*', ...commands.split(' '));
  const client = new Ioredis(url, { username: 'worker', password: 'pw', enableReadyCheck: false });
  const store = redisStore(client);
  expect(await store.now()).toBeGreaterThan(1e12);
  const upload = buildUpload({ credits_charged: 3 });
  expect(await store.put(sample('a', { upload, sentAt: 0 }), 0)).toBe(true);
  expect(await store.put(sample('a', { state: 'submitted' }), 1)).toBe(true);
  expect(await Array.fromAsync(store.list({ states: ['submitted'] }))).toHaveLength(1);
  expect(await store.summarize?.()).toHaveLength(1);
  expect(await store.summarizeDays?.('')).toEqual([]);
  const others = redisStore(client, { prefix: 'others' });
  await expect(others.put(sample('a'), 0)).rejects.toMatchObject({ next: 'person', cause: 'NOPERM' });
  client.disconnect();
});
