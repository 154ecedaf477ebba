/**
 * Two copies of the client in one program, as in some monorepos: the client of one copy with the Node.js
 * functions of the other.
 */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as one from '@optimaldial/client';
import * as oneNode from '@optimaldial/client/node';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { expectSame, failOnUnhandledErrors, rejection } from '../support/expect.ts';

const cuts = { left: 0, ranges: 0 };
failOnUnhandledErrors();
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-copies-'));
// A copy next to the first one resolves the same dependencies.
const main = fileURLToPath(import.meta.resolve('@optimaldial/client'));
const packageFolder = main.slice(0, main.lastIndexOf('dist'));
const copy = `${packageFolder.replace(/[/\\]$/, '')}-${process.pid}`;
await cp(packageFolder, copy, { recursive: true });
const load = async <T>(file: string): Promise<T> =>
  (await import(pathToFileURL(join(copy, 'dist', file)).href)) as T;
const sandbox = createSandbox({ clock: 'manual', credits: 100_000 });
const server = await sandbox.listen();
try {
  const two = await load<typeof one>('index.js');
  const twoNode = await load<typeof oneNode>('node/index.js');
  expectSame('same createClient', two.createClient === one.createClient, false);
  await use(one, twoNode, two);
  await use(two, oneNode, one);
} finally {
  await server.close();
  await rm(copy, { recursive: true });
  await rm(folder, { recursive: true });
}
console.log('done');

async function use(
  { createClient }: typeof one,
  { openFile, saveDownload }: typeof oneNode,
  other: typeof one,
): Promise<void> {
  const path = join(folder, 'leads.csv');
  await writeFile(path, `Phone\r\n${phoneNumbers(9000).join('\r\n')}\r\n`);
  const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url, fetch: cutFetch });
  const { id } = await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  await sandbox.advance('1min');
  cuts.left = 2;
  const saved = join(folder, 'saved.csv');
  await saveDownload(client, id, 'original', saved);
  expectSame('the saved file', (await readFile(saved)).equals(await readFile(path)), true);
  expectSame('remaining interruptions', cuts.left, 0);
  expectSame('the download resumes', cuts.ranges > 0, true);
  cuts.ranges = 0;
  const error = await rejection('an unknown ID', client.uploads.retrieve(id.replace(/.$/, 'x')));
  expectSame('isOptimalDialError of the other copy', other.isOptimalDialError(error), true);
  expectSame('instanceof the class of the other copy', error instanceof other.OptimalDialError, false);
  const missing = await rejection('a path', openFile(join(folder, 'none.csv')));
  expectSame('isOptimalDialError the other way round', other.isOptimalDialError(missing), true);
}

/** Interrupts some downloads half-way. */
async function cutFetch(url: string, init: RequestInit): Promise<Response> {
  const response = await fetch(url, init);
  if (!url.includes('/storage/')) return response;
  if (new Headers(init.headers).has('range')) cuts.ranges += 1;
  if (cuts.left === 0) return response;
  cuts.left -= 1;
  const whole = new Uint8Array(await response.arrayBuffer());
  const pieces = [whole.subarray(0, Math.ceil(whole.length / 2))];
  const body = new ReadableStream({
    pull(controller) {
      const piece = pieces.pop();
      if (piece === undefined) controller.error(new Error('interrupted'));
      else controller.enqueue(piece);
    },
  });
  return new Response(body, { status: response.status, headers: response.headers });
}
