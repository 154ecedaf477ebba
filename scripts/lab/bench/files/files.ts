import { execFile, fork } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '@optimaldial/checks/bundle';
import { inFolder } from '@optimaldial/checks/in-folder';
import { median } from '../measure/median.ts';
import type { Report } from '../measure/report.ts';

// Node versions buffer request bodies differently.
const modules = join(import.meta.dirname, '../node_modules');
const NODES: Readonly<Record<string, string>> = {
  'Node 20': join(modules, 'node20/bin/node'),
  'Node 22': join(modules, 'node22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(modules, 'node26/bin/node'),
};
const run = promisify(execFile);
const MIB = 1024 * 1024;
const SIZES_MIB = [10, 100, 400];
const COMPARED_MIB = 100;
const ROUNDS = 7;

type Direction = 'up' | 'down';
/** How a process transfers a file. With `stall`, the server stops reading. */
type Way = Direction | 'stall';

/** The settings of a transfer. */
interface Place {
  readonly folder: string;
  /** The file to upload, which the server also serves. */
  readonly file: string;
  /** The bundled program that uses the client. */
  readonly program: string;
  /** The Node binary that runs the program. */
  readonly node: string;
  readonly url: string;
}

/** The throughput of the client. `ratio` is NaN if curl isn't installed. */
interface Rate {
  /** MiB per second. */
  readonly rate: number;
  /** Relative to curl. */
  readonly ratio: number;
}

/** Seconds and peak memory in MiB of one transfer. */
interface Transfer {
  readonly seconds: number;
  readonly peak: number;
}

/**
 * Uploads and downloads of files, relative to curl with the same server: throughput at 100 MiB, and peak
 * memory of the process at 10, 100 and 400 MiB. Fails if a byte differs.
 */
export async function benchFiles(): Promise<Report[]> {
  return inFolder(async (folder) => {
    const program = join(folder, 'transfer.mjs');
    await writeFile(
      program,
      await bundle(`import './transfer.ts'`, { platform: 'node', folder: import.meta.dirname }),
    );
    const peaks: Record<Direction, Record<string, number>> = { up: {}, down: {} };
    const stalled: Record<string, Record<string, number>> = {};
    let rates: Record<Direction, Rate> | undefined;
    for (const size of SIZES_MIB) {
      const file = join(folder, `${size}.csv`);
      await fill(file, size);
      await withServer(file, async (url) => {
        const place = { folder, file, program, url, node: process.execPath };
        await checkBytes(place);
        for (const direction of ['up', 'down'] as const) {
          peaks[direction][`peak at ${size}, MiB`] = Math.round((await transfer(direction, place)).peak);
        }
        for (const [name, node] of Object.entries(NODES)) {
          const { peak } = await transfer('stall', { ...place, node });
          (stalled[name] ??= {})[`peak at ${size}, MiB`] = Math.round(peak);
        }
        if (size === COMPARED_MIB) rates = await compare(place);
      });
      await rm(file);
    }
    const rows = (['up', 'down'] as const).map((direction) => ({
      name: direction === 'up' ? 'openFile, POST' : 'saveDownload',
      ratios: { '× curl': rates?.[direction].ratio ?? Number.NaN },
      figures: { 'MiB/s': Math.round(rates?.[direction].rate ?? Number.NaN), ...peaks[direction] },
    }));
    const toStalled = Object.entries(stalled).map(([name, figures]) => ({
      name: `${name}, server stops reading`,
      ratios: { '× curl': Number.NaN },
      figures: { 'MiB/s': Number.NaN, ...figures },
    }));
    return [
      {
        title: `files, loopback, ${COMPARED_MIB} MiB`,
        rows: [...rows, ...toStalled],
      },
    ];
  });
}

/** MiB per second, and the ratio to curl in the same round: medians of interleaved rounds. */
async function compare(place: Place): Promise<Record<Direction, Rate>> {
  const rates = { up: new Array<number>(), down: new Array<number>() };
  const ratios = { up: new Array<number>(), down: new Array<number>() };
  for (let round = 0; round < ROUNDS; round++) {
    for (const direction of ['up', 'down'] as const) {
      const { seconds } = await transfer(direction, place);
      const peer = await curl(direction, place);
      rates[direction].push(COMPARED_MIB / seconds);
      if (peer !== undefined) ratios[direction].push(peer / seconds);
    }
  }
  const rate = (direction: Direction): Rate => ({
    rate: median(rates[direction]),
    ratio: median(ratios[direction]),
  });
  return { up: rate('up'), down: rate('down') };
}

async function transfer(direction: Way, place: Place, ...more: string[]): Promise<Transfer> {
  const path = direction === 'down' ? join(place.folder, 'saved') : place.file;
  const { stdout } = await run(place.node, [place.program, direction, place.url, path, ...more]);
  const [seconds = Number.NaN, peak = Number.NaN] = stdout.split(' ').map(Number);
  return { seconds, peak };
}

/** The seconds that curl takes; `undefined` if it isn't installed. */
async function curl(direction: Direction, { folder, file, url }: Place): Promise<number | undefined> {
  const what =
    direction === 'up'
      ? ['-F', `file=@${file}`, '-F', 'phone_column=Phone', `${url}/api/v1/uploads`, '-o', '/dev/null']
      : [`${url}/file`, '-o', join(folder, 'saved')];
  try {
    const { stdout } = await run('curl', ['-s', '-w', '%{time_total}', ...what]);
    return Number(stdout);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Throws if an upload or a download loses or adds a byte. */
async function checkBytes(place: Place): Promise<void> {
  const kept = join(place.folder, 'kept');
  await transfer('up', place, kept);
  const [sent, body] = await Promise.all([readFile(place.file), readFile(kept)]);
  const start = body.indexOf('\r\n\r\n') + 4;
  if (!body.subarray(start, start + sent.length).equals(sent)) throw new Error('The upload changed bytes.');
  if (!body.subarray(start + sent.length).includes('name="phone_column"'))
    throw new Error('The upload has no second field.');
  await transfer('down', place);
  const saved = await readFile(join(place.folder, 'saved'));
  if (!saved.equals(sent)) throw new Error('The download changed bytes.');
}

async function fill(path: string, size: number): Promise<void> {
  const file = await open(path, 'w');
  const piece = Buffer.alloc(MIB);
  for (let at = 0; at < size; at++) await file.appendFile(randomFillSync(piece));
  await file.close();
}

async function withServer(file: string, work: (url: string) => Promise<void>): Promise<void> {
  const server = fork(join(import.meta.dirname, 'server.ts'), [file]);
  try {
    const port = await new Promise((resolve) => void server.once('message', resolve));
    await work(`http://127.0.0.1:${Number(port)}`);
  } finally {
    server.kill();
  }
}
