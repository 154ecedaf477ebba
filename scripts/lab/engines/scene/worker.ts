import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outside } from '@optimaldial/checks/shell';

/** A process that runs the `worker.ts` of a page. */
export interface Worker {
  /** What it has printed. */
  output(): string;
  /** Whether its process has ended. */
  hasEnded(): boolean;
  /** Ends it with `kill -9`. */
  kill(): Promise<void>;
  /** Sends SIGTERM, and waits until it has ended. Returns its exit code, `null` if a signal ended it. */
  stop(): Promise<number | null>;
}

// Names the worker in every request, and ends it when the test ends, even if that is killed.
const PRELOAD = `
const send = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const headers = new Headers(init?.headers ?? input.headers);
  headers.set('x-worker', process.env.WORKER);
  return send(input, { ...init, headers });
};
process.stdin.on('end', () => process.exit(1)).resume().unref();
`;

/** Starts a worker in the folder of a scene. */
export async function startWorker(folder: string, name: string, env: NodeJS.ProcessEnv): Promise<Worker> {
  await writeFile(join(folder, 'preload.mjs'), PRELOAD);
  const child = spawn(process.execPath, ['--import', './preload.mjs', 'worker.ts'], {
    cwd: folder,
    env: { ...outside, ...env, WORKER: name, NODE_NO_WARNINGS: '1' },
    stdio: 'pipe',
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    output: () => output,
    hasEnded: () => hasEnded(child),
    async kill() {
      await end(child, 'SIGKILL');
    },
    stop: () => end(child, 'SIGTERM'),
  };
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (hasEnded(child)) return child.exitCode;
  const exit = once(child, 'exit');
  child.kill(signal);
  await exit;
  return child.exitCode;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
