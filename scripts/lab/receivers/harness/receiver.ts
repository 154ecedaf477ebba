import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must, outside } from '@optimaldial/checks/shell';
import { vi } from 'vitest';
import { openControl, type Control } from './control.ts';
import type { Framework } from './project.ts';

/** The block of a framework, served by a process of its own. */
export interface Receiver {
  readonly url: string;
  readonly control: Control;
  /** What it has printed. */
  readonly output: () => string;
  /** Resident memory of the process and its children, in bytes. */
  readonly memory: () => number;
  stop(): Promise<void>;
}

const NEXT = 'node_modules/next/dist/bin/next';

const PROGRAM: Readonly<Record<Framework, readonly string[]>> = {
  Express: ['serve-express.js'],
  Fastify: ['serve-fastify.js'],
  Hono: ['serve-hono.js'],
  NestJS: ['serve-nest.js'],
  'Next.js': [NEXT, 'start', 'next', '--hostname', '127.0.0.1', '--port', '0'],
  'AWS Lambda': ['serve-lambda.js'],
  'Cloudflare Workers': ['serve-worker.js'],
};

/** Builds an application if its framework needs that, and starts it. */
export async function startReceiver(folder: string, framework: Framework): Promise<Receiver> {
  const control = await openControl();
  const env = { ...outside, CONTROL: control.url, NODE_NO_WARNINGS: '1', NEXT_TELEMETRY_DISABLED: '1' };
  const [program = '', ...args] = PROGRAM[framework];
  if (framework === 'Next.js') await must([process.execPath, NEXT, 'build', 'next'], folder, env);
  const child = spawn(
    process.execPath,
    ['--import', join(folder, 'end-with-parent.js'), program, ...args],
    // A process group of its own, so that its children are killed with it.
    { cwd: folder, env, stdio: 'pipe', detached: true },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const url = await vi.waitFor(
    () => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+/.exec(output) ?? [];
      if (found === undefined) throw new Error(`${framework} did not start.\n${output}`);
      return found;
    },
    { timeout: 60_000, interval: 100 },
  );
  return {
    url,
    control,
    output: () => output,
    memory: () => memoryOf(child),
    async stop() {
      await end(child);
      await control.close();
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const exit = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await exit;
}

/** Sums up a process group. 0 except on Linux, which has these files. */
function memoryOf({ pid }: ChildProcess): number {
  if (process.platform !== 'linux') return 0;
  let sum = 0;
  for (const name of readdirSync('/proc')) {
    const fields = /^\d+$/.test(name) ? statOf(name) : [];
    // After the name of the program: state, parent, process group, …, resident pages.
    if (Number(fields[2]) === pid) sum += Number(fields[21]) * 4096;
  }
  return sum;
}

function statOf(pid: string): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return []; // The process has ended.
  }
}
