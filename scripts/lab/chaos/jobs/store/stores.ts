import { startPostgres } from '@optimaldial/jobs-lab/postgres';
import { startRedis } from '@optimaldial/jobs-lab/redis';
import type { JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { redisStore } from '@optimaldial/jobs/redis';
import { Redis } from 'ioredis';
import { Pool } from 'pg';

/** The kinds of stores that a hunt can run on. */
export const STORE_KINDS = ['file', 'postgres', 'redis'] as const;

/** The kind of a store. */
export type StoreKind = (typeof STORE_KINDS)[number];

/** The address of the store of a hunt, as JSON for the workers: a folder, or the URL of a database. */
export interface StoreAddress {
  readonly kind: StoreKind;
  readonly at: string;
}

/** A store that runs. */
export interface RunningStore {
  readonly address: StoreAddress;
  /** The server of its database; `undefined` for files. */
  readonly database: Database | undefined;
  stop(): Promise<void>;
}

/** The server of a database. */
export interface Database {
  /** Kills the server with `kill -9`. */
  crash(): Promise<void>;
  /** Starts the server again. */
  restart(): Promise<void>;
}

/** A store that this process has opened. */
export interface OpenedStore {
  readonly store: JobStore;
  readonly close: () => Promise<void>;
}

/**
 * Starts a store.
 *
 * @param folder where a store of files keeps them
 */
export async function startStore(kind: StoreKind, folder: string): Promise<RunningStore> {
  if (kind === 'file') {
    return { address: { kind, at: folder }, database: undefined, stop: () => Promise.resolve() };
  }
  const server = await (kind === 'redis' ? startRedis() : startPostgres(['max_connections=400']));
  if (kind === 'postgres') {
    const pool = new Pool({ connectionString: server.url });
    await createTable(pool);
    await pool.end();
  }
  return { address: { kind, at: server.url }, database: server, stop: () => server.stop() };
}

const OPEN: { readonly [kind in StoreKind]: (at: string) => OpenedStore } = {
  file: (at) => ({ store: fileStore(at), close: () => Promise.resolve() }),
  postgres(at) {
    const pool = new Pool({ connectionString: at, max: 6 });
    pool.on('error', () => undefined);
    return { store: postgresStore(pool), close: () => pool.end() };
  },
  redis(at) {
    const client = new Redis(at, { maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    return { store: redisStore(client), close: () => Promise.resolve(client.disconnect()) };
  },
};

/** Opens the store in this process. Its connections can end without ending the process. */
export function openStore({ kind, at }: StoreAddress): OpenedStore {
  return OPEN[kind](at);
}
