import { execFile, fork } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installApart } from '@optimaldial/checks/install-apart';
import { bundle } from '@optimaldial/checks/bundle';
import { inFolder } from '@optimaldial/checks/in-folder';
import { median } from './median.ts';
import type { Table } from './table.ts';

// Node differs from version to version in what it does to a body.
const runtimesFolder = fileURLToPath(new URL('../test-runtimes', import.meta.url));
const nodes: Readonly<Record<string, string>> = {
  'Node 20': join(runtimesFolder, 'node_modules/node20/bin/node'),
  'Node 22': join(runtimesFolder, 'node_modules/node22/bin/node'),
  'Node 24': process.execPath,
  'Node 26': join(runtimesFolder, 'node_modules/node26/bin/node'),
};
const run = promisify(execFile);
const MIB = 1024 * 1024;
const SIZES_MIB = [10, 100, 400];
const COMPARED_MIB = 100;
const ROUNDS = 7;

type Direction = 'up' | 'down';
/** How a process moves a file; `stall` is a server that stops to read it. */
type Way = Direction | 'stall';

/** What a transfer needs to know. */
interface Place {
  readonly folder: string;
  /** The file that goes up, and that the server gives. */
  readonly file: string;
  /** The client's program, bundled. */
  readonly program: string;
  /** The Node that runs it. */
  readonly node: string;
  readonly url: string;
}

/** How fast the client was; `ratio` is NaN where curl is not installed. */
interface Rate {
  /** MiB a second. */
  readonly rate: number;
  /** To curl. */
  readonly ratio: number;
}

/** How one transfer went: seconds, and peak memory in MiB. */
interface Transfer {
  readonly seconds: number;
  readonly peak: number;
}

/**
 * Files from disk to a server and back, beside curl on the same server: throughput at 100 MiB, peak
 * memory of the process at 10, 100 and 400 MiB, and whether the bytes are equal.
 */
export async function benchFiles(): Promise<Table[]> {
  await installApart(runtimesFolder);
  return inFolder(async (folder) => {
    const program = join(folder, 'transfer.mjs');
    await writeFile(
      program,
      await bundle(`import './files/transfer.ts'`, { platform: 'node', folder: import.meta.dirname }),
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
        for (const [name, node] of Object.entries(nodes)) {
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
      name: `${name}, a server that stops reading`,
      ratios: { '× curl': Number.NaN },
      figures: { 'MiB/s': Number.NaN, ...figures },
    }));
    return [
      {
        title: `files, loopback, ${COMPARED_MIB} MiB; bytes equal both ways`,
        rows: [...rows, ...toStalled],
      },
    ];
  });
}

/** MiB a second, and the ratio to curl's in the same round: medians of interleaved rounds. */
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

/** Seconds that curl takes; `undefined` where it is not installed. */
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

/** Fails where a byte is lost or added on the way up or down. */
async function checkBytes(place: Place): Promise<void> {
  const kept = join(place.folder, 'kept');
  await transfer('up', place, kept);
  const [sent, body] = await Promise.all([readFile(place.file), readFile(kept)]);
  const start = body.indexOf('\r\n\r\n') + 4;
  if (!body.subarray(start, start + sent.length).equals(sent)) throw new Error('bytes changed on the way up');
  if (!body.subarray(start + sent.length).includes('name="phone_column"'))
    throw new Error('bytes were added');
  await transfer('down', place);
  const saved = await readFile(join(place.folder, 'saved'));
  if (!saved.equals(sent)) throw new Error('bytes changed on the way down');
}

async function fill(path: string, size: number): Promise<void> {
  const file = await open(path, 'w');
  const piece = Buffer.alloc(MIB);
  for (let at = 0; at < size; at++) await file.appendFile(randomFillSync(piece));
  await file.close();
}

async function withServer(file: string, work: (url: string) => Promise<void>): Promise<void> {
  const server = fork(join(import.meta.dirname, 'files/server.ts'), [file]);
  try {
    const port = await new Promise((resolve) => void server.once('message', resolve));
    await work(`http://127.0.0.1:${Number(port)}`);
  } finally {
    server.kill();
  }
}
