import type { RedisClient } from '@optimaldial/jobs/redis';
import { Redis as Ioredis5 } from 'ioredis';
import { Redis as Ioredis6 } from 'ioredis-6';
import { createClient as createClient6, createClientPool } from 'redis';
import { createClient as createClient4 } from 'redis-4';
import { createClient as createClient5 } from 'redis-5';

/** A client that is connected. */
export interface Connected {
  readonly client: RedisClient;
  close(): unknown;
}

/** Connects each supported client to a server. */
export const CLIENTS: Readonly<Record<string, (url: string) => Promise<Connected>>> = {
  'ioredis 5': async (url) => {
    const client = new Ioredis5(url);
    return { client, close: () => client.disconnect() };
  },
  'ioredis 6': async (url) => {
    const client = new Ioredis6(url, { keyPrefix: 'app:' });
    return { client, close: () => client.disconnect() };
  },
  'redis 4': async (url) => {
    const client = createClient4({ url });
    await client.connect();
    return { client, close: () => client.disconnect() };
  },
  'redis 5': async (url) => {
    const client = createClient5({ url, RESP: 3 });
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'redis 6': async (url) => {
    const client = createClient6({ url });
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  'a pool of redis 6': async (url) => {
    const client = createClientPool({ url });
    await client.connect();
    return { client, close: () => client.destroy() };
  },
};
