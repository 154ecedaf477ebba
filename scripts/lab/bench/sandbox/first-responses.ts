import { execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { median } from '../measure/median.ts';
import type { Report } from '../measure/report.ts';
import { contestants, MEASURE } from './contestants.ts';

const PRISM = `${root}node_modules/@stoplight/prism-cli/dist/index.js`;
const SPEC = `${root}packages/types/openapi.json`;
const ROUNDS = 7;
const CLI = 'Prism CLI, until its first response';

/** From import to first response, each in a new process: medians of interleaved rounds. */
export async function benchFirstResponses(): Promise<Report> {
  const names = Object.keys(contestants);
  const measured = new Map<string, number[]>([...names, CLI].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) measured.get(name)?.push(await firstOf(name));
    measured.get(CLI)?.push(await firstOfCli());
  }
  const engine = measured.get(MEASURE) ?? [];
  return {
    title: `import → first response, median of ${ROUNDS}`,
    rows: [...measured].map(([name, times]) => ({
      name,
      ratios: { [`× ${MEASURE}`]: median(times.map((time, round) => time / (engine[round] ?? Number.NaN))) },
      figures: { ms: Math.round(median(times)) },
    })),
  };
}

async function firstOf(name: string): Promise<number> {
  const program = join(import.meta.dirname, 'first-response.ts');
  return Number((await promisify(execFile)(process.execPath, [program, name])).stdout);
}

async function firstOfCli(): Promise<number> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/api/v1/uploads/6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10`;
  const headers = { authorization: `Bearer od_live_${'0'.repeat(32)}` };
  const started = performance.now();
  const child = spawn(process.execPath, [PRISM, 'mock', '--port', String(port), SPEC]);
  try {
    for await (const line of createInterface(child.stdout)) if (line.includes('listening')) break;
    const response = await fetch(url, { headers });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`The Prism CLI responded with ${response.status}.`);
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
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port.');
  return address.port;
}
