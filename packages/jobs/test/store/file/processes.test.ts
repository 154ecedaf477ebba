import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { fileStore } from '../../../src/store/file/index.ts';
import { getJob } from '../../../src/store/get-job.ts';
import { keyHash } from '../../../src/store/key-hash.ts';
import { bundledProgram } from '../../programs/bundled-program.ts';
import { record } from '../../support/record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const WORKER = await bundledProgram(new URL('../../programs/append-worker.ts', import.meta.url));
const TIMES = 8;

/** Runs a worker, and returns what it confirmed. It's killed after a number of entries, in its next put. */
async function work(folder: string, name: string, killedAfter = Infinity): Promise<string[]> {
  const worker = spawn(process.execPath, [WORKER, folder, name, `${TIMES}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of worker.stdout) {
    output += String(chunk);
    if (output.split('\n').length > killedAfter) worker.kill('SIGKILL');
  }
  return output.trim().split('\n').filter(Boolean);
}

it('fileStore: loses no confirmed record when 8 processes write it and 3 are killed', async () => {
  const folder = await temporaryFolder();
  const kills = [2, 3, 5];
  const confirmed = await Promise.all(
    Array.from({ length: 8 }, (_, index) => work(folder, `${index}`, kills[index])),
  );

  const store = fileStore(folder);
  const found = await getJob(store, 'key');
  const stored = found?.record.candidates?.map(({ id }) => id) ?? [];
  expect(confirmed.slice(kills.length).flat()).toHaveLength((8 - kills.length) * TIMES);
  expect(new Set(stored).size).toBe(stored.length);
  expect(stored).toEqual(expect.arrayContaining(confirmed.flat()));
  // Each version adds one entry.
  expect(found?.version).toBe(stored.length);
  // Killed processes leave nothing that blocks others.
  expect(await store.put(record('key'), stored.length)).toBe(true);
  const left = (await readdir(join(folder, keyHash('key')))).filter((name) => name.endsWith('.tmp'));
  expect(left.length).toBeLessThanOrEqual(kills.length);
});
