import { execFile, spawn } from 'node:child_process';
import { createWriteStream, openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { inFolder } from '@optimaldial/checks/in-folder';
import { root } from '@optimaldial/checks/shell';
import { peakMemory } from '../measure/peak-memory.ts';
import type { Report } from '../measure/report.ts';

const ROWS = 250_000;

/** An upload of 250,000 rows, in process and over HTTP. */
export async function benchLongList(): Promise<Report> {
  return inFolder(async (folder) => {
    const file = join(folder, 'list.csv');
    await pipeline(rows(), createWriteStream(file));
    const program = join(import.meta.dirname, 'list.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [program, file]);
    const ways = { 'in process': JSON.parse(stdout) as Took, 'over HTTP': await byHttp(file) };
    return {
      title: `a CSV of ${ROWS.toLocaleString('en')} rows`,
      rows: Object.entries(ways).map(([name, { seconds, before, after, longest, valid }]) => {
        if (valid !== VALID) throw new Error(`The sandbox counted ${valid} valid rows instead of ${VALID}.`);
        const turn = longest === undefined ? {} : { 'longest block, ms': Math.round(longest) };
        const memory = { 'before, MiB': Math.round(before), 'peak, MiB': Math.round(after) };
        return { name, ratios: {}, figures: { s: seconds, ...memory, ...turn } };
      }),
    };
  });
}

interface Took {
  readonly seconds: number;
  readonly before: number;
  readonly after: number;
  readonly longest?: number;
  readonly valid: number;
}

async function byHttp(file: string): Promise<Took> {
  const binary = `${root}packages/testing/dist/cli.js`;
  const child = spawn(process.execPath, [binary, '--credits', '1000000']);
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const base = /http:\S+\d/.exec(String((await lines.next()).value))?.[0] ?? '';
    const key = String((await lines.next()).value).split('=')[1] ?? '';
    const headers = { authorization: `Bearer ${key}` };
    const url = `${base}/api/v1/uploads`;
    await (await fetch(url, { headers })).arrayBuffer();
    const before = peakMemory(child.pid);
    const form = new FormData();
    form.set('file', await openAsBlob(file), 'list.csv');
    form.set('phone_column', 'Phone');
    const started = performance.now();
    const response = await fetch(url, { method: 'POST', headers, body: form });
    const { valid_row_count: valid } = (await response.json()) as { valid_row_count: number };
    const seconds = (performance.now() - started) / 1000;
    return { seconds, before, after: peakMemory(child.pid), valid };
  } finally {
    child.kill();
  }
}

const AREAS = [205, 212, 303, 312, 415, 416, 514, 604, 702, 917];
// Every tenth row has no valid number.
const VALID = ROWS - ROWS / 10;

/** Rows with fictitious numbers in common formats. */
function* rows(): Generator<string> {
  yield 'Name,Phone\n';
  for (let row = 0; row < ROWS; row++) {
    const area = AREAS[row % AREAS.length];
    const line = `01${String(row % 100).padStart(2, '0')}`;
    const shapes = [
      `+1${area}555${line}`,
      `(${area}) 555-${line}`,
      `${area}-555-${line}`,
      `1 ${area} 555 ${line}`,
    ];
    yield `Person ${row},${row % 10 === 9 ? 'none' : shapes[Math.floor(row / 10) % shapes.length]}\n`;
  }
}
