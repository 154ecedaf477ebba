import { createSandbox, type Sandbox, type SandboxOptions } from '@optimaldial/testing';
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

const fromHere = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The job of the guide, which runs once for the path that it is given. */
export async function guideCode(): Promise<string> {
  const guide = await readFile(fromHere('../../../../docs/getting-started.md'), 'utf8');
  const code = /^```ts\n((?:(?!^```).)*async function submit.*?)^```$/ms.exec(guide)?.[1] ?? '';
  const end = code.indexOf('\nawait run(');
  expect(end).toBeGreaterThan(0);
  return `${code.slice(0, end)}\nawait run(process.argv[2]!);\n`;
}

/** Bundles the job with the client and the points at which it can be killed. */
export async function bundleJob(code: string, outfile: string): Promise<void> {
  await build({
    stdin: {
      contents: `import ${JSON.stringify(fromHere('../support/seams.ts'))};\n${code}`,
      resolveDir: fromHere('..'),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    // The package says that its modules have no side effects. Those of the seams are wanted.
    ignoreAnnotations: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
  });
}

/** A list of so many numbers, with a header row. */
export function listOf(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => `Lead,(202) 555-${1000 + row}`);
  return `Name,Phone\n${rows.join('\n')}\n`;
}

/** How a run ended. */
export interface Ran {
  readonly status: 'completed' | 'failed' | 'killed';
  /** What it printed. */
  readonly text: string;
}

/** The path of the list, relative to the folder that the job runs in. */
const LIST = 'exports/crm-export.csv';

/** A folder with a list, and a sandbox that the job reaches from there. */
export interface Stage extends AsyncDisposable {
  readonly sandbox: Sandbox;
  /** Runs the job, and kills it at a seam if one is given. */
  run(killAt?: string): Promise<Ran>;
  /** Puts another list in the place of the list. */
  replaceList(text: string): Promise<void>;
  /** The files beside the list. */
  files(ending?: string): Promise<string[]>;
  /** Writes to a file beside the list. */
  write(name: string, text: string): Promise<void>;
  /** Deletes the reservations, as the guide says; returns how many there were. */
  release(): Promise<number>;
}

/** Sets the stage for a job. */
export async function stage(job: string, options: SandboxOptions = {}): Promise<Stage> {
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
 * Runs the job until it completes, and does what the guide says if its upload isn't found.
 *
 * @returns how many reservations were deleted
 */
export async function finish(on: Stage): Promise<number> {
  let released = 0;
  for (let runs = 0; runs < 4; runs++) {
    const { status, text } = await on.run();
    if (status === 'completed') return released;
    expect(text).toContain('exists, but 0 uploads have its token');
    // The 15 minutes of the guide have passed: the process has ended, and nothing is in progress.
    if (on.sandbox.uploads().length === 0) released += await on.release();
  }
  throw new Error('The job does not complete.');
}
