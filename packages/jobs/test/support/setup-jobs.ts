import { createClient, type Client, type ClientOptions } from '@optimaldial/client';
import { createJobs, memoryStore, type Jobs, type JobsOptions, type JobStore } from '@optimaldial/jobs';
import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { onTestFinished } from 'vitest';

/** Jobs against a sandbox, on a store whose clock a test moves. */
export interface JobsSetup {
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly store: JobStore;
  readonly jobs: Jobs;
  /** Moves the clock of the store, in ms. */
  elapse(ms: number): void;
  /** Requests of the sandbox so far, as `POST /api/v1/uploads`. */
  requests(): string[];
}

/** Settings of {@link setUpJobs}. */
export interface JobsSettings {
  readonly sandbox?: SandboxOptions;
  readonly client?: ClientOptions;
  readonly jobs?: Partial<JobsOptions>;
}

/** Creates jobs against an in-process sandbox that processes uploads immediately. */
export function setUpJobs({
  sandbox: options,
  client: clientOptions,
  jobs: jobsOptions,
}: JobsSettings = {}): JobsSetup {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 }, ...options });
  onTestFinished(() => sandbox.close());
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch, ...clientOptions });
  let moved = 0;
  const store = memoryStore({ now: () => Date.now() + moved });
  return {
    sandbox,
    client,
    store,
    jobs: createJobs({ client, store, ...jobsOptions }),
    elapse: (ms) => void (moved += ms),
    requests: () => sandbox.requests().map(({ method, path }) => `${method} ${path}`),
  };
}

/** A list of 120 numbers. */
export const list = { phone_numbers: phoneNumbers(120), filename: 'crm.csv' };
