import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { redisStore } from '@optimaldial/jobs/redis';
import { startPostgres } from '@optimaldial/jobs-lab/postgres';
import { startRedis } from '@optimaldial/jobs-lab/redis';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

/** The stores that are measured. */
export const STORES = ['fileStore', 'postgresStore', 'redisStore'] as const;

/** Name of a store. */
export type StoreName = (typeof STORES)[number];

/** Where a store is: a folder, or the URL of a server. JSON for worker processes. */
export interface StoreAddress {
  readonly name: StoreName;
  readonly at: string;
}

/** A store that this process has opened. */
export interface OpenStore {
  readonly store: JobStore;
  readonly close: () => Promise<void>;
}

/** Starts what a store needs. */
export async function startStore(
  name: StoreName,
): Promise<{ readonly address: StoreAddress; readonly stop: () => Promise<void> }> {
  if (name === 'fileStore') {
    const folder = await mkdtemp(join(tmpdir(), 'optimaldial-bench-'));
    const stop = (): Promise<void> => rm(folder, { recursive: true });
    return { address: { name, at: join(folder, 'jobs') }, stop };
  }
  const server = await (name === 'redisStore' ? startRedis() : startPostgres(['max_connections=200']));
  if (name === 'postgresStore') {
    const pool = new Pool({ connectionString: server.url });
    await createTable(pool);
    await pool.end();
  }
  return { address: { name, at: server.url }, stop: () => server.stop() };
}

const OPEN: { readonly [name in StoreName]: (at: string) => OpenStore } = {
  fileStore: (at) => ({ store: fileStore(at), close: () => Promise.resolve() }),
  postgresStore(at) {
    const pool = new Pool({ connectionString: at, max: 8 });
    // Without a listener, the end of the server would hide the error that led to it.
    pool.on('error', () => undefined);
    return { store: postgresStore(pool), close: () => pool.end() };
  },
  redisStore(at) {
    const client = new Redis(at);
    return { store: redisStore(client), close: () => Promise.resolve(client.disconnect()) };
  },
};

/** Opens a store in this process. */
export function openStore({ name, at }: StoreAddress): OpenStore {
  return OPEN[name](at);
}
