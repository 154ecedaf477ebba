import { setTimeout as sleep } from 'node:timers/promises';
import { redisStore } from '@optimaldial/jobs/redis';
import { afterAll, expect, it } from 'vitest';
import { CLIENTS } from './redis/clients.ts';
import { sample } from './redis/sample.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const ROUNDS = 6;
const WRITERS = 6;

const server = await startForSuite('redis-durability.test.ts', () => startRedis());
afterAll(() => server?.stop());

// `kill -9` shows that the server recovers what it has confirmed. Only a power loss would show that it was on disk.
for (const name of ['ioredis 6', 'redis 6']) {
  it.runIf(server)(
    `redisStore with ${name}: keeps every confirmed record when the server is killed`,
    async () => {
      if (server === undefined) throw new Error('The server did not start.');
      const connected = await CLIENTS[name]?.(server.url);
      if (connected === undefined) throw new Error('Unknown client.');
      const store = redisStore(connected.client, { prefix: name });
      let confirmed = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        let isDown = false;
        const writers = Array.from({ length: WRITERS }, (_, writer) => write(`${round}.${writer}`));
        /** Puts versions until the server was killed: returns how many were confirmed. */
        async function write(key: string): Promise<[key: string, version: number]> {
          for (let version = 0; ; version += 1) {
            try {
              if (isDown) return [key, version];
              if (!(await store.put(sample(key, { token: `${version}` }), version)))
                throw new Error('Only one process writes this key.');
            } catch (error) {
              if (error instanceof Error && error.name === 'StoreError') return [key, version];
              throw error;
            }
          }
        }
        await sleep(50 + round * 50);
        // In the middle of puts, which some clients repeat when the server is back.
        await server.crash();
        isDown = true;
        await server.restart();
        for (const [key, version] of await Promise.all(writers)) {
          const found = await store.get(key);
          // The put that failed may have been carried out.
          expect([version, version + 1]).toContain(found?.version ?? 0);
          if (found) expect(found.record).toEqual(sample(key, { token: `${found.version - 1}` }));
          confirmed += version;
        }
      }
      const listed = await Array.fromAsync(store.list({ dueBy: 1 }));
      expect(listed).toHaveLength((await Array.fromAsync(store.list())).length);
      await connected.close();
      expect(confirmed).toBeGreaterThan(ROUNDS * WRITERS);
      console.log(`${name}: ${confirmed} confirmed records survived ${ROUNDS} kills of the server.`);
    },
  );
}
