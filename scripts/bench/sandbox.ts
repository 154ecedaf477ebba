import { execFile, spawn } from 'node:child_process';
import { createWriteStream, openAsBlob } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { must } from '../check-pack/must.ts';
import { installPeer } from '../peers/load.ts';
import type { Figure } from './interleave.ts';
import { peakMemory } from './peak-memory.ts';
import { contestants, MEASURE, prismCli } from './sandbox/contestants.ts';

const root = join(import.meta.dirname, '../..');
const here = join(import.meta.dirname, 'sandbox');
const run = promisify(execFile);

/** What the stand-in costs, as it is published, beside its engine alone and other ways to stand in. */
export async function benchSandbox(): Promise<void> {
  await must(['turbo', 'run', 'build', '--output-logs=errors-only'], root);
  await installPeer('msw');
  await firstAnswers();
  console.log();
  await calls();
  console.log();
  await longList();
}

const ROUNDS = 7;
const CLI = 'stock Prism CLI, until it answers';

/** From import to first answer, in processes of their own: medians of interleaved rounds. */
async function firstAnswers(): Promise<void> {
  const names = Object.keys(contestants);
  const measured = new Map<string, number[]>([...names, CLI].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const { stdout } = await run(process.execPath, [join(here, 'first-answer.ts'), name]);
      measured.get(name)?.push(Number(stdout));
    }
    measured.get(CLI)?.push(await firstOfCli());
  }
  const engine = measured.get(MEASURE) ?? [];
  console.log(`import → first answer, median of ${ROUNDS}    × ${MEASURE}      ms`);
  for (const [name, times] of measured) {
    const ratios = times.map((time, round) => time / (engine[round] ?? Number.NaN));
    console.log(
      `${name.padEnd(38)}  ${median(ratios).toFixed(2).padStart(9)}  ${median(times).toFixed(0).padStart(8)}`,
    );
  }
}

async function firstOfCli(): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api/v1/uploads/6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10`;
  const headers = { authorization: `Bearer od_live_${'0'.repeat(32)}` };
  const started = performance.now();
  const description = join(root, 'packages/types/openapi.json');
  const child = spawn(process.execPath, [prismCli, 'mock', '--port', String(port), description]);
  try {
    for await (const line of createInterface(child.stdout)) if (line.includes('listening')) break;
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`The Prism CLI answered ${response.status}.`);
    return performance.now() - started;
  } finally {
    child.kill();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => void server.once('listening', resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

/** Calls a second, one after the other, in one process. */
async function calls(): Promise<void> {
  // In a process of its own: msw stays in the way of every request there.
  const { stdout } = await run(process.execPath, [join(here, 'calls.ts')]);
  const figures = JSON.parse(stdout) as Figure[];
  const engine = figures.find(({ name }) => name === MEASURE)?.microseconds ?? Number.NaN;
  console.log(`retrieve in process, one caller           × ${MEASURE}  calls/s`);
  for (const { name, microseconds } of figures) {
    const ratio = engine / microseconds;
    console.log(
      `${name.padEnd(38)}  ${ratio.toFixed(2).padStart(9)}  ${(1e6 / microseconds).toFixed(0).padStart(8)}`,
    );
  }
}

const ROWS = 250_000;

/** A list of a quarter of a million rows, in process and over HTTP. */
async function longList(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-bench-'));
  try {
    const file = join(folder, 'list.csv');
    await pipeline(rows(), createWriteStream(file));
    console.log(
      `a CSV of ${ROWS.toLocaleString('en')} rows          seconds   peak MiB  (before)  longest turn, ms`,
    );
    const { stdout } = await run(process.execPath, [join(here, 'list.ts'), file]);
    const inProcess = JSON.parse(stdout) as Took;
    const overHttp = await byHttp(file);
    for (const [name, took] of Object.entries({ 'in process': inProcess, 'over HTTP': overHttp })) {
      const { seconds, before, after, longest, valid } = took;
      if (valid !== VALID) throw new Error(`${valid} numbers were counted, not ${VALID}.`);
      const turn = longest === undefined ? '' : longest.toFixed(0);
      console.log(
        `${name.padEnd(31)}  ${seconds.toFixed(2).padStart(7)}  ${after.toFixed(0).padStart(9)}  ${`(${before.toFixed(0)})`.padStart(8)}  ${turn.padStart(16)}`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

interface Took {
  readonly seconds: number;
  readonly before: number;
  readonly after: number;
  readonly longest?: number;
  readonly valid: number;
}

async function byHttp(file: string): Promise<Took> {
  const binary = join(root, 'packages/testing/dist/bin.js');
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
// One row of ten has no number that counts.
const VALID = ROWS - ROWS / 10;

/** Rows with fictional numbers, in the shapes that lists have. */
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
