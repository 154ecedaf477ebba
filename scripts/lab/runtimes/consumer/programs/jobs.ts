/** Proves the stores of jobs that need no server, and runs a job on each: on Node.js, Bun and Deno. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { memoryStore } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { runJob, type Settings } from '../scenarios/job.ts';
import { proveStores } from '../scenarios/stores.ts';
import { expectSame } from '../support/expect.ts';

declare const SETTINGS: Settings;

// In the working directory, because Deno may write only there.
const folder = await mkdtemp(join(process.cwd(), 'jobs-'));
let made = 0;
const newFolder = (): string => join(folder, String(++made));
try {
  const proven = await proveStores({
    memory: () => {
      const store = memoryStore();
      return { open: () => store };
    },
    file: () => {
      const path = newFolder();
      return { open: () => fileStore(path) };
    },
  });
  await runJob(SETTINGS, memoryStore(), 'memory');
  const target = join(folder, 'processed.csv');
  await runJob(SETTINGS, fileStore(newFolder()), 'file', { save: { processed: target } });
  const lines = (await readFile(target, 'utf8')).trim().split('\n');
  expectSame('lines of the saved file', lines.length, 101);
  console.log([...proven, 'jobs'].join(' '));
} finally {
  await rm(folder, { recursive: true });
}
