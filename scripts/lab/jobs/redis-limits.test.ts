import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  const guide = readFileSync(join(import.meta.dirname, '../../../docs/jobs.md'), 'utf8');
  const rules = /restricted permissions needs (.*)/.exec(guide)?.[1]?.match(/[~+][^\s`]+/g) ?? [];
  expect(rules).toContain('+eval');
  await admin.call('ACL', 'SETUSER', 'worker', 'reset', 'on', '>pw', ...rules);
  for (const name of ['ioredis 6', 'redis 6']) {
    await admin.call('FLUSHALL');
    const connected = await CLIENTS[name]?.(url.replace('//', '//worker:pw@'));
    if (connected === undefined) throw new Error('Unknown client.');
    const store = redisStore(connected.client);
    expect(await store.now()).toBeGreaterThan(1e12);
    const upload = buildUpload({ credits_charged: 3 });
    expect(await store.put(sample('a', { upload, sentAt: 0 }), 0)).toBe(true);
    expect(await store.put(sample('a', { state: 'submitted' }), 1)).toBe(true);
    expect(await Array.fromAsync(store.list({ states: ['submitted'] }))).toHaveLength(1);
    expect(await store.summarize?.()).toHaveLength(1);
    expect(await store.summarizeDays?.('')).toEqual([]);
    const others = redisStore(connected.client, { prefix: 'others' });
    await expect(others.put(sample('a'), 0)).rejects.toMatchObject({ next: 'person', cause: 'NOPERM' });
    await connected.close();
  }
});
