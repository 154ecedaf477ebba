import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { outside } from '@optimaldial/checks/shell';
import { build } from 'esbuild';
import { until } from './until.ts';

/** A Worker that is served by a process of its own. */
export interface Worker {
  readonly url: string;
  /** Calls its scheduled handler. */
  trigger(): Promise<void>;
  /** What the Worker and its runtime have printed. */
  readonly output: () => string;
  /** Ends the runtime with `kill -9`. */
  readonly kill: () => Promise<void>;
  /** Ends the runtime, as a deployment does. */
  stop(): Promise<void>;
}

/** Bundles a Worker as `wrangler deploy` does. Returns the path of the bundle. */
export async function bundleWorker(folder: string, file: string): Promise<string> {
  const outfile = join(folder, `bundle/${file}.js`);
  await build({
    entryPoints: [join(folder, file)],
    outfile,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    platform: 'browser',
    conditions: ['workerd', 'worker', 'browser'],
    external: ['node:*', 'cloudflare:*'],
    logLevel: 'silent',
  });
  return outfile;
}

/** Starts a Worker. Its objects and buckets outlive it in the folder. */
export async function startWorker(settings: {
  readonly script: string;
  readonly config: unknown;
  readonly bindings: Readonly<Record<string, string>>;
  readonly folder: string;
}): Promise<Worker> {
  const program = join(import.meta.dirname, 'serve-worker.ts');
  // A process group of its own, so that workerd is killed with it.
  const child = spawn(process.execPath, [program, JSON.stringify(settings)], {
    env: { ...outside, NODE_NO_WARNINGS: '1' },
    stdio: 'pipe',
    detached: true,
  });
  const exit = once(child, 'exit');
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const findUrl = (): string | undefined => /^Worker at (\S+)$/m.exec(output)?.[1];
  await until('the Worker is served', () => findUrl() !== undefined || child.exitCode !== null, {
    details: () => output,
  });
  const url = findUrl();
  if (url === undefined) throw new Error(`The Worker did not start.\n${output}`);
  return {
    url,
    output: () => output,
    async trigger() {
      const response = await fetch(`${url}/cdn-cgi/handler/scheduled`);
      if (!response.ok) throw new Error(`The scheduled handler failed: ${await response.text()}`);
    },
    async kill() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      await exit;
    },
    async stop() {
      child.stdin.end();
      await exit;
    },
  };
}
