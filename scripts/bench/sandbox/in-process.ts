import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from '../interleave.ts';
import type { Table } from '../table.ts';
import { MEASURE } from './contestants.ts';

/** Calls a second, one after the other, in one process. */
export async function benchInProcess(): Promise<Table> {
  // In a process of its own: msw stays in the way of every request there.
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'calls.ts')]);
  const figures = JSON.parse(stdout) as Figure[];
  const engine = figures.find(({ name }) => name === MEASURE)?.microseconds ?? Number.NaN;
  return {
    title: 'retrieve in process, one caller',
    rows: figures.map(({ name, microseconds }) => ({
      name,
      ratios: { [`× ${MEASURE}`]: engine / microseconds },
      figures: { 'calls a second': Math.round(1e6 / microseconds) },
    })),
  };
}
