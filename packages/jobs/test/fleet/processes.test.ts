import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { createJobs, type JobState, type JobStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { getJob } from '../../src/store/get-job.ts';
import { bundledProgram } from '../programs/bundled-program.ts';
import { list } from '../support/setup-jobs.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const script = await bundledProgram(new URL('../programs/fleet-worker.ts', import.meta.url));
const POLL = { timeout: 20_000, interval: 10 };

interface WorkerProcess {
  readonly child: ChildProcess;
  printed(): string;
  /** Exit code. */
  readonly ended: Promise<number | null>;
}

interface Setup {
  readonly sandbox: Sandbox;
  readonly store: JobStore;
  readonly folder: string;
  start(grace: number): WorkerProcess;
}

/** Serves a sandbox, and adds the job `crm` to a store in a folder. */
async function setUp(): Promise<Setup> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
  const server = await sandbox.listen();
  const children: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const child of children) child.kill('SIGKILL');
    sandbox.close();
    await server.close();
  });
  const folder = await temporaryFolder();
  const store = fileStore(join(folder, 'state'));
  const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
  await createJobs({ client, store }).add('crm', list);
  const env = { ...process.env, OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
  return {
    sandbox,
    store,
    folder,
    start(grace) {
      const child = spawn(process.execPath, [script, folder, `${grace}`], { env });
      children.push(child);
      let text = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      }
      return { child, printed: () => text, ended: once(child, 'close').then(() => child.exitCode) };
    },
  };
}

/** Stops a worker while one of its requests gets no response, and finishes the job in another one. */
async function stopIn(operation: Parameters<Sandbox['on']>[0], grace: number) {
  const { sandbox, store, folder, start } = await setUp();
  sandbox.on(operation).fault(grace > 1000 ? 'slow' : 'timeout', { delay: 500 });
  const worker = start(grace);
  await vi.waitFor(() => expect(sandbox.faults()).toHaveLength(1), POLL);
  worker.child.kill('SIGTERM');
  const code = await worker.ended;
  const record = (await getJob(store, 'crm'))?.record;
  const files = (await readdir(folder)).filter((name) => name !== 'state');

  const startedAt = performance.now();
  const next = start(20_000);
  await vi.waitFor(() => expect(next.printed()).toContain('crm done'), POLL);
  const took = performance.now() - startedAt;
  next.child.kill('SIGTERM');
  expect(await next.ended).toBe(0);
  expect(await readFile(join(folder, 'crm.csv'), 'utf8')).toContain('optimaldial_status');
  return {
    code,
    end: worker.printed().split('\n').at(-2),
    state: record?.state,
    lease: record?.lease,
    files,
    uploads: sandbox.uploads().length,
    charged: 10_000 - sandbox.credits(),
    took,
  };
}

/** What every stop has in common. The next worker doesn't wait for a lease. */
function stoppedIn(state: JobState) {
  return {
    code: 0,
    end: 'stopped',
    state,
    lease: undefined,
    files: [],
    uploads: 1,
    charged: 120,
    took: expect.toSatisfy((ms: number) => ms < 15_000),
  };
}

test('work: SIGTERM during the POST lets it end, and another worker continues', async () => {
  expect(await stopIn('createUpload', 20_000)).toEqual(stoppedIn('submitted'));
}, 60_000);

test('work: SIGTERM during a POST that does not end within the grace leaves no lease', async () => {
  expect(await stopIn('createUpload', 300)).toEqual(stoppedIn('sending'));
}, 60_000);

test('work: SIGTERM during a poll leaves no lease', async () => {
  expect(await stopIn('retrieveUpload', 300)).toEqual(stoppedIn('submitted'));
}, 60_000);

test('work: SIGTERM while a file is saved leaves no lease and no file', async () => {
  expect(await stopIn('downloadProcessed', 300)).toEqual(stoppedIn('submitted'));
}, 60_000);

test('work: SIGTERM ends an idle worker', async () => {
  const { start } = await setUp();
  const worker = start(20_000);
  await vi.waitFor(() => expect(worker.printed()).toContain('crm done'), POLL);
  worker.child.kill('SIGTERM');
  expect(await worker.ended).toBe(0);
  expect(worker.printed()).toBe('started\ncrm done\nstopped\n');
}, 60_000);
