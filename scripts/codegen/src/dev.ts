/**
 * Regenerates whenever a file in spec/ is saved, and typechecks the client in watch mode, so that a new
 * field is typed as soon as you save it. Press Ctrl-C to stop.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { generate, packageFolders } from './generate.ts';
import { specPath } from './spec.ts';

// An editor may write a file in several steps.
const DEBOUNCE_MS = 20;

let running = Promise.resolve();
let pending: NodeJS.Timeout | undefined;

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

// One watcher for each folder: a recursive watcher loses a file that an editor replaces when it saves.
const spec = dirname(specPath);
const entries = await readdir(spec, { recursive: true, withFileTypes: true });
const folders = entries
  .filter((entry) => entry.isDirectory())
  .map((entry) => join(entry.parentPath, entry.name))
  .filter((folder) => !folder.includes('node_modules'));
const watchers = [spec, ...folders].map((folder) =>
  watch(folder, (_, file) => {
    if (file === null || !/\.(ya?ml|json)$/.test(file)) return;
    clearTimeout(pending);
    pending = setTimeout(() => {
      running = running.then(regenerate);
    }, DEBOUNCE_MS);
  }),
);

const tsc = `${packageFolders.client}/node_modules/typescript/bin/tsc`;
const compiler = spawn(process.execPath, [tsc, '--noEmit', '--watch', '--preserveWatchOutput'], {
  cwd: packageFolders.client,
  stdio: ['ignore', 'inherit', 'inherit'],
});

const stop = (): void => {
  for (const watcher of watchers) watcher.close();
  clearTimeout(pending);
  compiler.kill();
};
process.once('SIGINT', stop).once('SIGTERM', stop);
compiler.once('error', (error) => {
  console.error(`Could not start the TypeScript compiler: ${error.message}`);
  process.exitCode = 1;
  stop();
});
compiler.once('exit', stop);
