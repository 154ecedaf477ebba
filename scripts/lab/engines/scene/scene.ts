import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, outside } from '@optimaldial/checks/shell';
import { createClient } from '@optimaldial/client';
import { createJobs, type Job, type Jobs } from '@optimaldial/jobs';
import { createTable, postgresStore } from '@optimaldial/jobs/postgres';
import { createSandbox, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import { Client, Pool } from 'pg';
import { writeFiles } from '../project/project.ts';
import type { Engine } from './engine.ts';
import { until } from './until.ts';
import { startWorker, type Worker } from './worker.ts';

/** What a scene needs that all scenes of an engine share. */
export interface Stage {
  readonly engine: Engine;
  /** A folder with the installed packages. */
  readonly project: string;
  /** A PostgreSQL server. */
  readonly postgresUrl: string;
}

/** An account, a database, an engine and workers of their own. */
export interface Scene {
  readonly sandbox: Sandbox;
  /** Jobs in the store of the workers. */
  readonly jobs: Jobs;
  /** A job, as the store has it. */
  get(key: string): Promise<Job | undefined>;
  /** Whether a worker has the lease of a job, even if it has ended. */
  isLeased(key: string): Promise<boolean>;
  /** Writes the list of a job. Default: 100 rows with a phone number */
  write(key: string, csv?: string): Promise<void>;
  /** Starts a job, as the page says. */
  start(key: string): Promise<void>;
  /** Continues a job that waits for a person, as the page says. */
  wake(key: string): Promise<void>;
  /** Starts a worker in a slot. */
  work(slot: number): Promise<Worker>;
  /** The names of the workers that sent a list whose filename has this key. */
  posts(key: string): string[];
  /** Waits until a job is done, and checks that it was charged once and that its results are saved. */
  finished(key: string, seconds: number): Promise<void>;
  /** Waits for something that `until` doesn't know how to explain: adds the output of the workers. */
  until<T>(what: string, found: () => T | Promise<T>, seconds: number): Promise<NonNullable<T>>;
  /** What all workers have printed. */
  output(): string;
  close(): Promise<void>;
}

const ROWS = 100;

/** A CSV file with phone numbers. */
export function csv(rows: number): string {
  return `Name,Phone\n${phoneNumbers(rows)
    .map((phone, row) => `Lead ${row},${phone}\n`)
    .join('')}`;
}

/** Opens a scene. */
export async function openScene({ engine, project, postgresUrl }: Stage, credits: number): Promise<Scene> {
  const folder = await mkdtemp(join(project, 'scene-'));
  await writeFiles(folder, engine.page.files);
  const databaseUrl = await createDatabase(postgresUrl);
  const pool = new Pool({ connectionString: databaseUrl });
  pool.on('error', () => undefined);
  await createTable(pool);
  const sandbox = createSandbox({
    credits,
    limits: { key: 10_000, organization: 10_000 },
    processing: { queued: 300, takes: 700 },
  });
  const server = await sandbox.listen();
  const open = await engine.open({ folder, databaseUrl });
  const store = open.store ?? postgresStore(pool);
  const workers: Worker[] = [];
  const environment = (slot: number): NodeJS.ProcessEnv => ({
    OPTIMALDIAL_API_KEY: sandbox.apiKey,
    OPTIMALDIAL_BASE_URL: server.url,
    DATABASE_URL: databaseUrl,
    ...open.env?.(slot),
  });
  async function runFile(file: string, key: string): Promise<void> {
    const env = { ...outside, ...environment(0), NODE_NO_WARNINGS: '1' };
    await must([process.execPath, file, key], folder, env);
  }
  const output = (): string => workers.map((worker) => worker.output()).join('\n');
  const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  const jobs = createJobs({ client, store });

  const scene: Scene = {
    sandbox,
    jobs,
    get: (key) => jobs.get(key),
    async isLeased(key) {
      const record = (await store.get(key))?.record;
      return record !== undefined && 'lease' in record && record.lease !== undefined;
    },
    write: (key, text = csv(ROWS)) => writeFile(join(folder, `lists/${key}.csv`), text),
    async start(key) {
      if (open.start !== undefined) return open.start(key);
      await runFile('start.ts', key);
    },
    wake: (key) => runFile(engine.wake ?? '', key),
    async work(slot) {
      const worker = await startWorker(folder, `worker ${slot}`, environment(slot));
      workers.push(worker);
      await open.started?.(slot);
      return worker;
    },
    posts: (key) =>
      sandbox
        .requests('createUpload')
        .filter(({ body }) => JSON.stringify(body).includes(`"${key}.`))
        .map(({ headers }) => headers['x-worker'] ?? ''),
    async finished(key, seconds) {
      await scene.until(`${key} is done`, async () => (await jobs.get(key))?.state === 'done', seconds);
      const charged = sandbox.uploads().filter((upload) => upload.original_filename?.startsWith(`${key}.`));
      if (charged.length !== 1) throw new Error(`${key} was charged ${charged.length} times.`);
      const saved =
        (await readFile(join(folder, `results/${key}.csv`), 'utf8')).trim().split('\n').length - 1;
      if (saved !== ROWS) throw new Error(`${key} has ${saved} results.`);
    },
    async until(what, found, seconds) {
      try {
        return await until(what, found, seconds, output);
      } catch (error) {
        const records = await Array.fromAsync(store.list());
        throw new Error(`The jobs when the time was over: ${JSON.stringify(records, undefined, 2)}`, {
          cause: error,
        });
      }
    },
    output,
    async close() {
      await Promise.all(workers.map((worker) => worker.kill()));
      await open.close?.();
      await server.close();
      sandbox.close();
      await pool.end();
    },
  };
  return scene;
}

async function createDatabase(server: string): Promise<string> {
  const name = `scene_${randomUUID().replaceAll('-', '')}`;
  const admin = new Client(server);
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name}`);
  await admin.end();
  return Object.assign(new URL(server), { pathname: `/${name}` }).href;
}
