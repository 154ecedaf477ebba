/**
 * Regenerates whenever a file in spec/ is saved, and keeps typechecking the client, so that a new
 * field of the description is typed a moment after it was written. Ctrl-C ends both.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from './check/run.ts';
import { generate } from './generate.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
// Editors save in several steps; one save is to be one run.
const SETTLED_MS = 20;

let running = Promise.resolve();
let settled: NodeJS.Timeout | undefined;

async function regenerate(): Promise<void> {
  const start = performance.now();
  try {
    const changed = await generate();
    const ms = Math.round(performance.now() - start);
    console.log(`${changed.length > 0 ? `Wrote ${changed.join(', ')}` : 'Nothing changed'} (${ms} ms)`);
  } catch (error) {
    const [line] = String(error instanceof Error ? error.message : error).split('\n');
    console.error(`Not generated: ${line}`);
  }
}

await regenerate();

// Folder by folder: a recursive watch loses a file that an editor saves by putting a new one in its place.
const entries = await readdir(`${root}spec`, { recursive: true, withFileTypes: true });
const folders = entries
  .filter((entry) => entry.isDirectory())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((folder) => !folder.includes('node_modules'));
const watchers = [`${root}spec`, ...folders].map((folder) =>
  watch(folder, (_, file) => {
    if (file === null || !/\.(ya?ml|json)$/.test(file)) return;
    clearTimeout(settled);
    settled = setTimeout(() => {
      running = running.then(regenerate);
    }, SETTLED_MS);
  }),
);

const compiler = spawn('tsc', ['--noEmit', '--watch', '--preserveWatchOutput', '-p', 'packages/client'], {
  cwd: root,
  env: environment,
  stdio: ['ignore', 'inherit', 'inherit'],
});

const stop = (): void => {
  for (const watcher of watchers) watcher.close();
  clearTimeout(settled);
  compiler.kill();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
compiler.once('error', (error) => {
  console.error(`The compiler did not start: ${error.message}`);
  process.exitCode = 1;
  stop();
});
compiler.once('exit', stop);
