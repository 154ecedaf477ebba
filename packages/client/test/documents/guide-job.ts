import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSandbox, phoneNumbers, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { build } from 'esbuild';
import { expect } from 'vitest';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The code of the job in the guide, which uploads the list at its argument. */
export async function guideCode(): Promise<string> {
  const guide = await readFile(fromHere('../../../../docs/getting-started.md'), 'utf8');
  const code = /^```ts\n((?:(?!^```).)*async function submit.*?)^```$/ms.exec(guide)?.[1] ?? '';
  const end = code.indexOf('\nawait run(');
  expect(end).toBeGreaterThan(0);
  return `${code.slice(0, end)}\nawait run(process.argv[2]!);\n`;
}

/** Bundles the job with the client and the code that can kill it. */
export async function bundleJob(code: string, outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `import ${JSON.stringify(fromHere('../support/kill-points.ts'))};\n${code}`,
      resolveDir: fromHere('..'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    // package.json says that modules have no side effects, but kill-points.ts has.
    ignoreAnnotations: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
}

/** A CSV list of phone numbers. */
export function listOf(count: number): string {
  const rows = phoneNumbers(count).map((phone) => `Lead,${phone}`);
  return `Name,Phone\n${rows.join('\n')}\n`;
}

/** The result of a run. */
export interface JobResult {
  readonly status: 'completed' | 'failed' | 'killed';
  /** Its output. */
  readonly text: string;
}

/** Path of the list, relative to the working directory of the job. */
const LIST = 'exports/crm-export.csv';

/** A folder with a list, and a sandbox that the job calls. */
export interface JobSetup extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Runs the job, and kills it at a kill point if one is given. */
  run(killAt?: string): Promise<JobResult>;
  /** Replaces the list. */
  replaceList(text: string): Promise<void>;
  /** Files next to the list. */
  files(ending?: string): Promise<string[]>;
  /** Writes a file next to the list. */
  write(name: string, text: string): Promise<void>;
  /** Deletes the reservations, as the guide says, and returns how many there were. */
  release(): Promise<number>;
}

/** Creates the folder and the sandbox of a job. */
export async function setUpJob(job: string, options: SandboxOptions = {}): Promise<JobSetup> {
  const sandbox = createSandbox({ processing: { queued: 0, takes: 0 }, ...options });
  const server = await sandbox.listen();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-job-'));
  const exports = join(folder, 'exports');
  await mkdir(exports);
  const files = async (ending = ''): Promise<string[]> =>
    (await readdir(exports)).filter((name) => name.endsWith(ending));
  const write = (name: string, text: string): Promise<void> => writeFile(join(exports, name), text);
  const replaceList = (text: string): Promise<void> => write(basename(LIST), text);
  await replaceList(listOf(120));
  return {
    sandbox,
    files,
    write,
    replaceList,
    run: (killAt = '') =>
      new Promise((resolve) => {
        const own = { OPTIMALDIAL_API_KEY: sandbox.apiKey, SANDBOX_URL: server.url, KILL_AT: killAt };
        const how = { cwd: folder, env: { ...process.env, ...own } };
        execFile(process.execPath, [job, LIST], how, (error, stdout, stderr) => {
          const failed = error?.signal === 'SIGKILL' ? 'killed' : 'failed';
          resolve({ status: error === null ? 'completed' : failed, text: `${stdout}${stderr}` });
        });
      }),
    async release() {
      const reserved = await files('.reserved');
      await Promise.all(reserved.map((name) => rm(join(exports, name))));
      return reserved.length;
    },
    async [Symbol.asyncDispose]() {
      await server.close();
      sandbox.close();
      await rm(folder, { recursive: true });
    },
  };
}

/**
 * Runs the job until it completes, and follows the guide if its upload isn't found.
 *
 * @returns how many reservations were deleted
 */
export async function runUntilComplete(setup: JobSetup): Promise<number> {
  let released = 0;
  for (let runs = 0; runs < 4; runs++) {
    const { status, text } = await setup.run();
    if (status === 'completed') return released;
    expect(text).toContain('exists, but 0 uploads have its token');
    // As after the 15 minutes of the guide: the process has ended, and nothing is in progress.
    if (setup.sandbox.uploads().length === 0) released += await setup.release();
  }
  throw new Error('The job does not complete.');
}
