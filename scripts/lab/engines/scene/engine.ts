import type { JobStore } from '@optimaldial/jobs';
import type { Page } from '../project/page.ts';

/** An engine, with the page that shows how to use it. */
export interface Engine {
  readonly page: Page;
  /** The file of the page that continues a job that waits for a person. Default: the page has none */
  readonly wake?: string;
  /** Whether it keeps its jobs in the database of the scene. Default: false */
  readonly isOnPostgres?: boolean;
  /** @throws MissingProgram if a program of the engine isn't on this machine, and can't be fetched */
  find?(): unknown;
  /** Starts what the engine needs for one scene, besides PostgreSQL, which every scene has. */
  open(place: Place): Promise<OpenEngine>;
}

/** Where the workers of a scene run. */
export interface Place {
  /** The folder of the scene, with the files of the page. */
  readonly folder: string;
  /** A database of this scene. */
  readonly databaseUrl: string;
}

/** The engine of one scene. */
export interface OpenEngine {
  /** Variables of the environment, besides `DATABASE_URL`, of the worker in a slot: 0, 1, and so on. */
  env?(slot: number): NodeJS.ProcessEnv;
  /** The store of the workers. Default: `postgresStore` on the database of the scene */
  readonly store?: JobStore;
  /** Called when a worker was started, before the scene continues. */
  started?(slot: number): Promise<void>;
  /** Starts a job. Default: runs `start.ts` of the page with the key */
  start?(key: string): Promise<void>;
  /** Ends what `open` started. */
  close?(): Promise<void>;
}
