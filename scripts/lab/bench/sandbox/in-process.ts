import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Figure } from '../measure/interleave.ts';
import type { Report } from '../measure/report.ts';
import { MEASURE } from './contestants.ts';

/** Sequential calls per second in one process. */
export async function benchInProcess(): Promise<Report> {
  // In a separate process, because msw intercepts every request in its process.
  const { stdout } = await promisify(execFile)(process.execPath, [join(import.meta.dirname, 'calls.ts')]);
  const figures = JSON.parse(stdout) as Figure[];
  const engine = figures.find(({ name }) => name === MEASURE)?.microseconds ?? Number.NaN;
  return {
    title: 'retrieve in process, one caller',
    rows: figures.map(({ name, microseconds }) => ({
      name,
      ratios: { [`× ${MEASURE}`]: engine / microseconds },
      figures: { 'calls per second': Math.round(1e6 / microseconds) },
    })),
  };
}
