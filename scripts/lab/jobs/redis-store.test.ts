import { storeContract } from '@optimaldial/jobs/contract';
import { redisStore } from '@optimaldial/jobs/redis';
import { afterAll, it } from 'vitest';
import { CLIENTS, type Connected } from './redis/clients.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const server = await startForSuite('redis-store.test.ts', () => startRedis());
afterAll(() => server?.stop());
let stores = 0;

for (const [name, connect] of Object.entries(CLIENTS)) {
  storeContract(
    (test, run) => it.runIf(server)(`redisStore with ${name}: ${test}`, run),
    () => {
      // The tests share the server, so they also show that prefixes are kept apart.
      const prefix = `jobs-${(stores += 1)}`;
      const connections: Connected[] = [];
      return {
        async open() {
          const connection = await connect(server?.url ?? '');
          connections.push(connection);
          return redisStore(connection.client, { prefix });
        },
        async close() {
          await Promise.all(connections.map((connection) => connection.close()));
        },
      };
    },
  );
}
