import type { RedisClient } from '@optimaldial/jobs/redis';
import { Cluster, Redis as Ioredis5 } from 'ioredis';
import { Redis as Ioredis6 } from 'ioredis-6';
import { createClient as createClient6, createClientPool, createCluster } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { createClient as createClient5 } from 'redis-5';

/** A client that is connected. */
export interface Connected {
  readonly client: RedisClient;
  close(): unknown;
}

/** A connection that breaks is an error of the calls, too. */
function ignore(): void {}

/** Connects each supported client to a server. */
export const CLIENTS: Readonly<Record<string, (url: string) => Promise<Connected>>> = {
  'ioredis 5': async (url) => {
    const client = new Ioredis5(url);
    client.on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 6': async (url) => {
    const client = new Ioredis6(url);
    client.on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 6 with a prefix': async (url) => {
    const client = new Ioredis6(url, { keyPrefix: 'app:' });
    client.on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'redis 4': async (url) => {
    const client = createClient4({ url });
    client.on('error', ignore);
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
  'redis 5': async (url) => {
    const client = createClient5({ url, RESP: 3 });
    client.on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'redis 6': async (url) => {
    const client = createClient6({ url });
    client.on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'a pool of redis 6': async (url) => {
    const client = createClientPool({ url });
    client.on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
};

/** Connects each supported client of a cluster to one of its nodes. */
export const CLUSTER_CLIENTS: typeof CLIENTS = {
  'a cluster of ioredis 5': async (url) => {
    const client = new Cluster([url]);
    client.on('error', ignore);
    return { client, close: () => client.disconnect() };
  },
  'a cluster of redis 6': async (url) => {
    const client = createCluster({ rootNodes: [{ url }] });
    client.on('error', ignore);
    await client.connect();
    return { client, close: () => client.destroy() };
  },
};
