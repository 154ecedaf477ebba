import { storeContract } from '@optimaldial/jobs/contract';
import { redisStore } from '@optimaldial/jobs/redis';
import { afterAll, it } from 'vitest';
import { CLIENTS, CLUSTER_CLIENTS, type Connected } from './redis/clients.ts';
import { startCluster } from './redis/start-cluster.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const server = await startForSuite('redis-store.test.ts', () => startRedis());
const cluster = await startForSuite('redis-store.test.ts, in a cluster', () => startCluster());
afterAll(() => Promise.all([server?.stop(), cluster?.stop()]));
let stores = 0;

for (const [name, connect] of Object.entries(CLIENTS)) contractOn(name, connect, server?.url);
for (const [name, connect] of Object.entries(CLUSTER_CLIENTS)) {
  // The slot of a store is on one of them, so one of the two is the wrong one to ask first.
  for (const [index, url] of (cluster?.urls ?? ['']).entries()) {
    contractOn(`${name}, node ${index + 1}`, connect, url || undefined);
  }
}

function contractOn(name: string, connect: (url: string) => Promise<Connected>, url?: string): void {
  storeContract(
    (test, run) => it.runIf(url)(`redisStore with ${name}: ${test}`, run),
    () => {
      // The tests share the server, so they also show that prefixes are kept apart.
      const prefix = `jobs-${(stores += 1)}`;
      const connections: Connected[] = [];
      return {
        async open() {
          const connection = await connect(url ?? '');
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
