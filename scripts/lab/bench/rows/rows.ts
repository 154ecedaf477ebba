import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { inFolder } from '@optimaldial/checks/in-folder';
import { lowest } from '../measure/interleave.ts';
import { median } from '../measure/median.ts';
import { compared, type Report } from '../measure/report.ts';

const ROWS = 250_000;
const ROUNDS = 5;
const ALONE = 'csv-parse alone, both files';
const WAYS: Readonly<Record<string, string>> = {
  [ALONE]: 'parse',
  'readRows, both files': 'read',
  joinRows: 'join',
};
// A prime number larger than the number of rows: its multiples visit each row once, far from its neighbors.
const STEP = 1_000_003;

/** Seconds and peak memory of joining 250,000 rows with shuffled results, each in a new process. */
export async function benchRows(): Promise<Report[]> {
  return inFolder(async (folder) => {
    const files = [join(folder, 'own.csv'), join(folder, 'results.csv')] as const;
    await pipeline(own(), createWriteStream(files[0]));
    await pipeline(results(), createWriteStream(files[1]));
    const program = join(import.meta.dirname, 'read.ts');
    const taken = new Map<string, Took[]>(Object.keys(WAYS).map((name) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, way] of Object.entries(WAYS)) {
        const { stdout } = await promisify(execFile)(process.execPath, [program, way, ...files]);
        const took = JSON.parse(stdout) as Took;
        const expected = way === 'join' ? ROWS : 2 * ROWS;
        if (took.rows !== expected)
          throw new Error(`${name} returned ${took.rows} rows instead of ${expected}.`);
        taken.get(name)?.push(took);
      }
    }
    const rows = [...taken].map(([name, rounds]) => ({
      name,
      figures: {
        s: lowest(rounds.map(({ seconds }) => seconds)),
        'before, MiB': Math.round(median(rounds.map(({ before }) => before))),
        'peak, MiB': Math.round(median(rounds.map(({ peak }) => peak))),
      },
    }));
    return [compared(`join ${ROWS.toLocaleString('en')} rows`, rows, { '× csv-parse': ALONE }, 's')];
  });
}

interface Took {
  readonly seconds: number;
  readonly before: number;
  readonly peak: number;
  readonly rows: number;
}

const phone = (row: number): string => `(${202 + (row % 700)}) 555-${String(row % 9973).padStart(4, '0')}`;

function* own(): Generator<string> {
  yield 'Name,Phone,Note\n';
  for (let row = 0; row < ROWS; row++) yield `"Person ${row}",${phone(row)},${'x'.repeat(40)}\n`;
}

function* results(): Generator<string> {
  yield 'Name,Phone,Note,optimaldial_status\n';
  for (let count = 0; count < ROWS; count++) {
    const row = (count * STEP) % ROWS;
    const status = row % 3 === 0 ? 'Likely Answer' : 'Likely Voicemail';
    yield `"Person ${row}",${phone(row)},${'x'.repeat(40)},${status}\n`;
  }
}
