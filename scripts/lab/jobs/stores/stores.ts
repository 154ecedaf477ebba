import { join } from 'node:path';
import { isOptimalDialError } from '@optimaldial/client';
import type { JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { redisStore } from '@optimaldial/jobs/redis';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import { startPostgres } from '../postgres/start-postgres.ts';
import { startRedis } from '../redis/start-redis.ts';

/** The kinds of stores that a suite can run on. */
export const STORE_KINDS = ['file', 'postgres', 'redis'] as const;

/** The kind of a store. */
export type StoreKind = (typeof STORE_KINDS)[number];

/** The address of a store, as JSON for the workers: a folder, or the URL of a database. */
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

/** The stores that this process has opened. */
export interface OpenedStores {
  /** One for each account, on the same server. */
  readonly stores: readonly JobStore[];
  readonly close: () => Promise<void>;
}

/**
 * Starts what the stores need.
 *
 * @param folder where a store of files keeps them
 * @param accounts number of stores
 */
export async function startStore(kind: StoreKind, folder: string, accounts: number): Promise<RunningStore> {
  if (kind === 'file') {
    return { address: { kind, at: folder }, database: undefined, stop: () => Promise.resolve() };
  }
  const server = await (kind === 'redis' ? startRedis() : startPostgres(['max_connections=400']));
  if (kind === 'postgres') {
    const pool = new Pool({ connectionString: server.url });
    for (const table of namesFor(accounts)) await createTable(pool, { table });
    await pool.end();
  }
  return { address: { kind, at: server.url }, database: server, stop: () => server.stop() };
}

const OPEN: { readonly [kind in StoreKind]: (at: string, names: readonly string[]) => OpenedStores } = {
  file: (at, names) => ({
    stores: names.map((name) => fileStore(join(at, name))),
    close: () => Promise.resolve(),
  }),
  postgres(at, names) {
    const pool = new Pool({ connectionString: at, max: 6 });
    pool.on('error', () => undefined);
    return { stores: names.map((table) => postgresStore(pool, { table })), close: () => pool.end() };
  },
  redis(at, names) {
    const client = new Redis(at, { maxRetriesPerRequest: 1 });
    client.on('error', () => undefined);
    const stores = names.map((prefix) => redisStore(client, { prefix }));
    return { stores, close: () => Promise.resolve(client.disconnect()) };
  },
};

/** Opens the stores in this process. Their connections can end without ending the process. */
export function openStores({ kind, at }: StoreAddress, accounts: number): OpenedStores {
  return OPEN[kind](at, namesFor(accounts));
}

/** Opens the only store. */
export function openStore(address: StoreAddress): { store: JobStore; close: () => Promise<void> } {
  const { stores, close } = openStores(address, 1);
  const [store] = stores;
  if (store === undefined) throw new RangeError('The store is missing.');
  return { store, close };
}

/** Names of tables, folders or prefixes. */
function namesFor(accounts: number): string[] {
  return Array.from({ length: accounts }, (_, account) => `jobs_${account}`);
}

/** Whether a store says that it couldn't be reached, and that the same call can succeed later. */
export function isOutage(error: unknown): boolean {
  return isOptimalDialError(error) && error.code === 'job_store' && error.next === 'retry';
}
