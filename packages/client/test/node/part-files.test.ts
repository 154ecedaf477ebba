import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { saveDownload } from '@optimaldial/client/node';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { apiKey, id } from '../support/fake-fetch.ts';
import { storage } from '../support/fake-storage.ts';
import { useTempFolder } from '../support/temp-folder.ts';

const bytes = new TextEncoder().encode('Phone\n+12025550100\n');
const whole = () => new Response(bytes, { headers: { 'content-length': String(bytes.length) } });
const disk = useTempFolder();
const HOUR_MS = 3_600_000;
const children = new Set<ChildProcess>();
let server: Server;
let program: string;

beforeAll(async () => {
  // An API whose storage stalls after the start of a file.
  server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo;
    if (request.url?.startsWith('/api/')) {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ download_url: `http://127.0.0.1:${port}/file`, expires_at: 1 }));
    } else {
      response.writeHead(200, { 'content-length': 9999 });
      response.write('Phone\n');
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const source = `
    import { createClient } from '@optimaldial/client';
    import { saveDownload } from '@optimaldial/client/node';
    const client = createClient({ apiKey: '${apiKey}', baseUrl: 'http://127.0.0.1:${port}' });
    await saveDownload(client, '${id}', 'processed', process.argv[1], { onProgress: () => console.log('started') });`;
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: import.meta.dirname },
    bundle: true,
    // An argument has at most 128 KiB on Linux.
    minifyWhitespace: true,
    write: false,
    platform: 'node',
    format: 'esm',
  });
  program = outputFiles[0]?.text ?? '';
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Starts a download to the target in another process, and waits until it has written something. */
async function saving(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, disk.target], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.add(child);
  await once(child.stdout, 'data');
  return child;
}

async function killed(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await once(child, 'exit');
}

async function save(): Promise<void> {
  const { client } = storage(whole);
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
}

const parts = async () => (await disk.names()).filter((name) => name.endsWith('.part'));

/** Returns the name of the part file of a running download to the target. */
async function partName(): Promise<string> {
  let found = '';
  const { client } = storage(async () => {
    found = (await parts()).join();
    return whole();
  });
  await saveDownload(client, id, 'processed', disk.target);
  return found;
}

test.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
  'saveDownload: removes the part file of a process that ended by %s',
  async (signal) => {
    await killed(await saving(), signal);
    expect(await disk.names()).toEqual([expect.stringMatching(/^\.optimaldial-[\w-]+\.part$/)]);
    await save();
    expect(await disk.names()).toEqual(['likely.csv']);
  },
);

test('saveDownload: keeps part files of running downloads to the same path, in this and another process', async () => {
  const child = await saving();
  const [theirs] = await parts();
  const { client } = storage(async (attempt) => {
    // Another download of this process starts and ends meanwhile.
    if (attempt === 1) await save();
    expect(await parts()).toHaveLength(2);
    return whole();
  });
  await saveDownload(client, id, 'processed', disk.target);
  expect(await parts()).toEqual([theirs]);
  await killed(child, 'SIGKILL');
  await save();
  expect(await disk.names()).toEqual(['likely.csv']);
});

test('saveDownload: keeps its own part file when the download stalls for hours', async () => {
  const { client } = storage(async (attempt) => {
    const [part = ''] = await parts();
    if (attempt === 1) {
      await utimes(join(disk.folder, part), new Date(0), new Date(0));
      await save();
      expect(await parts()).toEqual([part]);
    }
    return whole();
  });
  await saveDownload(client, id, 'processed', disk.target);
  expect(await disk.saved()).toEqual(bytes);
});

test('saveDownload: keeps part files of other paths and files of other programs', async () => {
  await killed(await saving(), 'SIGKILL');
  await writeFile(join(disk.folder, '.mine.part'), '');
  const { client } = storage(whole);
  await saveDownload(client, id, 'processed', join(disk.folder, 'other.csv'));
  expect(await readdir(disk.folder)).toHaveLength(3);
});

const OLD = HOUR_MS + 1000;
/** The process ID in a part file of this or another host, its age in ms, and whether it is kept. */
const leftovers: [string, number, 'this host' | 'other host', number, boolean][] = [
  [
    'of this process ID, from before the process began',
    process.pid,
    'this host',
    60_000 + process.uptime() * 1000,
    false,
  ],
  ['of this process ID, perhaps from another thread', process.pid, 'this host', 0, true],
  ['of this process ID, unchanged for an hour', process.pid, 'this host', OLD, false],
  ['of a running process', process.ppid, 'this host', 60_000, true],
  ['of a reused process ID', process.ppid, 'this host', OLD, false],
  ['of a running process of another user', 1, 'this host', 60_000, true],
  ['of another host', 99_999_999, 'other host', 60_000, true],
  ['of another host, unchanged for an hour', 1, 'other host', OLD, false],
];
test.each(leftovers)('saveDownload: handles a part file %s', async (_, pid, host, age, kept) => {
  vi.useRealTimers();
  const own = (await partName())
    .replace(/-\w+\.part$/, '-00000000.part')
    .replace(`-${process.pid}-`, `-${pid}-`);
  const name = host === 'this host' ? own : own.replace(/-\w+-(\d+)-/, '-aaaaaaaaaaaa-$1-');
  const path = join(disk.folder, name);
  await writeFile(path, 'Phone\n');
  const then = new Date(Date.now() - age);
  await utimes(path, then, then);
  await save();
  expect(await parts()).toEqual(kept ? [name] : []);
});

test('saveDownload: puts no personal data in the name of the part file', async () => {
  disk.target = join(disk.folder, '+14155550123.csv');
  const name = await partName();
  expect(name).not.toContain('4155550123');
  expect(await readFile(disk.target)).toHaveLength(bytes.length);
});
