import { createClient } from '@optimaldial/client';
import { createJobs, memoryStore, type Jobs, type JobStore, type Progress } from '@optimaldial/jobs';
import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { onTestFinished } from 'vitest';

/** A process that works on jobs. */
export interface Worker {
  readonly jobs: Jobs;
  /** Works on the job `crm` without waiting. */
  advance(): Promise<Progress>;
  /** Kills the process: it sends, receives and stores nothing anymore. */
  kill(): void;
}

/** Settings of a worker. */
export interface WorkerOptions {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly store?: JobStore;
  /** Replaces the connection to the sandbox. */
  readonly fetch?: typeof fetch;
}

/** One key, several workers, and a clock that the test moves. */
export interface Scene {
  readonly sandbox: Sandbox;
  readonly store: JobStore;
  /** Starts a process with a client of its own. */
  worker(options?: WorkerOptions): Worker;
  /** Moves the clock of the store, in ms. */
  elapse(ms: number): void;
  /** Advances the job `crm` in a new worker at each due time, until it has ended or needs a person. */
  finish(options?: WorkerOptions): Promise<Progress>;
  /** Uploads a list that isn't the one of the job. */
  uploadAsStranger(filename?: string): Promise<string>;
}

/** Settings of a scene. */
export interface SceneOptions extends SandboxOptions {
  /** In ms. A request that hangs ends, in real time, after two thirds of it. */
  readonly settle?: number;
}

export const LEASE_MS = 30_000;
export const SETTLE_MS = 900_000;
const MOST_SLICES = 200;

/** The list of the job `crm`. */
export const list = { phone_numbers: phoneNumbers(120), filename: 'crm.csv' };

/** Sets up a scene, with an account that has one upload. */
export async function setScene({ settle = SETTLE_MS, ...options }: SceneOptions = {}): Promise<Scene> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 }, ...options });
  onTestFinished(() => sandbox.close());
  let time = Date.UTC(2026, 0);
  const store = memoryStore({ now: () => time });
  let strangers = 0;

  const scene: Scene = {
    sandbox,
    store,
    elapse: (ms) => void (time += ms),
    worker({ apiKey = sandbox.apiKey, baseUrl, store: own = store, fetch = sandbox.fetch } = {}) {
      let isAlive = true;
      // Requests and records from before the kill remain, but the process never sees its outcome.
      const alive = async <T>(work: () => Promise<T>): Promise<T> => {
        try {
          return isAlive ? await work() : await never();
        } finally {
          if (!isAlive) await never();
        }
      };
      const client = createClient({
        apiKey,
        baseUrl,
        fetch: (input, init) => alive(() => fetch(input, init)),
      });
      const mortal: JobStore = {
        now: () => alive(() => own.now()),
        get: (key) => alive(() => own.get(key)),
        put: (record, version) => alive(() => own.put(record, version)),
        list: (query) => own.list(query),
      };
      const jobs = createJobs({ client, store: mortal, settle, lease: LEASE_MS });
      return {
        jobs,
        advance: () => jobs.advance('crm', list, { slice: 0 }),
        kill: () => void (isAlive = false),
      };
    },
    async finish(workerOptions) {
      for (let slices = 0; slices < MOST_SLICES; slices += 1) {
        const progress = await scene.worker(workerOptions).advance();
        if (progress.done || progress.state === 'needs_review') return progress;
        scene.elapse(progress.again);
      }
      throw new Error('The job has not ended.');
    },
    async uploadAsStranger(filename = 'stranger.csv') {
      strangers += 1;
      const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
      const { id } = await client.uploads.create({ phone_numbers: phoneNumbers(100 + strangers), filename });
      return id;
    },
  };
  await scene.uploadAsStranger('first.csv');
  return scene;
}

/** The uploads of the list of the job. */
export function uploadsOf({ sandbox }: Scene): string[] {
  const { length } = list.phone_numbers;
  return sandbox.uploads().flatMap(({ id, valid_row_count: rows }) => (rows === length ? [id] : []));
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}
