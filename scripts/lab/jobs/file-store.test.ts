import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '@optimaldial/jobs/file';
import { expect, it } from 'vitest';

const KEYS = 3;
const PROCESSES = 8;
/** How many processes run after each other in each of the places. */
const LIVES = 6;

/** Runs a worker until it's killed, after a random number of entries: returns what it confirmed. */
async function work(folder: string, name: string): Promise<string[]> {
  const program = join(import.meta.dirname, 'workers', 'append.ts');
  const worker = spawn(process.execPath, [program, folder, name, `${KEYS}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const killedAfter = 1 + Math.floor(Math.random() * 12);
  let output = '';
  for await (const chunk of worker.stdout) {
    output += String(chunk);
    if (output.split('\n').length > killedAfter) worker.kill('SIGKILL');
  }
  return output.trim().split('\n');
}

it('fileStore: loses no confirmed record when processes that write it are killed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'jobs-'));
  try {
    const confirmed = await Promise.all(
      Array.from({ length: PROCESSES }, async (_, place) => {
        const lines: string[] = [];
        for (let life = 0; life < LIVES; life += 1) lines.push(...(await work(folder, `${place}.${life}`)));
        return lines;
      }),
    );
    const store = fileStore(folder);
    const stored: string[] = [];
    for (let key = 0; key < KEYS; key += 1) {
      const found = await store.get(`${key}`);
      const candidates = found?.record.kind === undefined ? found?.record.candidates : undefined;
      const ids = candidates?.map(({ id }) => `${key} ${id}`) ?? [];
      expect(found?.version).toBe(ids.length);
      stored.push(...ids);
    }
    expect(new Set(stored).size).toBe(stored.length);
    expect(confirmed.flat().filter((line) => !stored.includes(line))).toEqual([]);
    const names = await readdir(folder, { recursive: true });
    const left = names.filter((name) => name.endsWith('.tmp'));
    console.log(
      `${PROCESSES * LIVES} processes were killed after ${confirmed.flat().length} confirmed puts: ` +
        `${stored.length} stored, ${names.length} names left, ${left.length} of them temporary.`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
