import { setTimeout as sleep } from 'node:timers/promises';
import { Redis as Ioredis } from 'ioredis';
import { freePort } from '../servers/free-port.ts';
import { type Redis, startRedis } from './start-redis.ts';

/** A cluster of two servers, each with half of the slots. */
export interface RedisCluster {
  /** URL of each server. */
  readonly urls: readonly string[];
  stop(): Promise<void>;
}

/** Starts a cluster. @throws MissingProgram as `startRedis` does */
export async function startCluster(): Promise<RedisCluster> {
  const first = await startNode();
  const second = await startNode();
  const [a, b] = [new Ioredis(first.server.url), new Ioredis(second.server.url)];
  try {
    await a.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191');
    await b.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383');
    // Without different epochs, the servers could disagree about a slot.
    await a.call('CLUSTER', 'SET-CONFIG-EPOCH', '1');
    await b.call('CLUSTER', 'SET-CONFIG-EPOCH', '2');
    await a.call('CLUSTER', 'MEET', '127.0.0.1', `${second.server.port}`, second.bus);
    for (const node of [a, b]) while (!(await isReady(node))) await sleep(20);
  } finally {
    a.disconnect();
    b.disconnect();
  }
  return {
    urls: [first.server.url, second.server.url],
    async stop() {
      await Promise.all([first.server.stop(), second.server.stop()]);
    },
  };
}

async function startNode(): Promise<{ server: Redis; bus: string }> {
  // The default is the port + 10,000, which can be too high.
  const bus = `${await freePort()}`;
  return { server: await startRedis({ 'cluster-enabled': 'yes', 'cluster-port': bus }), bus };
}

async function isReady(node: Ioredis): Promise<boolean> {
  return String(await node.call('CLUSTER', 'INFO')).includes('cluster_state:ok');
}
