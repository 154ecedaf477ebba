import { startPostgres } from '@optimaldial/jobs-lab/postgres';
import type { JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { Pool } from 'pg';

/** The kinds of stores that a hunt can run on. */
export const STORE_KINDS = ['file', 'postgres'] as const;

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
  stop(): Promise<void>;
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
  if (kind === 'file') return { address: { kind, at: folder }, stop: () => Promise.resolve() };
  const server = await startPostgres(['max_connections=200']);
  const pool = new Pool({ connectionString: server.url });
  await createTable(pool);
  await pool.end();
  return { address: { kind, at: server.url }, stop: () => server.stop() };
}

/** Opens the store in this process. */
export function openStore({ kind, at }: StoreAddress): OpenedStore {
  if (kind === 'file') return { store: fileStore(at), close: () => Promise.resolve() };
  const pool = new Pool({ connectionString: at, max: 6 });
  return { store: postgresStore(pool), close: () => pool.end() };
}
