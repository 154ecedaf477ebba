/**
 * What a `fetch` of another implementation is tried with: every kind of body in both directions, against
 * a sandbox that is served on loopback.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client, type Fetch } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { createSandbox } from '@optimaldial/testing';
import { expectSame, rejection } from './expect.ts';

const ROWS = 5000;
const phone_numbers = Array.from({ length: 100 }, (_, row) => `+1415555${1000 + row}`);
const REFUSED = /send files.*Nothing was sent/;

/** What happens to a file: it is sent, or refused before anything is. */
export type Files = 'sent' | 'refused';

/** Creates by JSON and by file, retrieves, waits, lists and downloads; rejects if a byte differs. */
export async function useForeign(fetch: Fetch, files: Files): Promise<void> {
  const sandbox = createSandbox({ clock: 'manual' });
  const server = await sandbox.listen();
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-foreign-'));
  try {
    const client = createClient({
      apiKey: sandbox.apiKey,
      baseUrl: server.url,
      fetch,
      maxRetries: 0,
      timeout: 15_000,
    });
    const made = await client.uploads.create({ phone_numbers });
    expectSame('retrieve', (await client.uploads.retrieve(made.id)).id, made.id);
    const path = join(folder, 'leads “1”.csv');
    await writeFile(path, csv());
    if (files === 'refused') await refuseFile(client, path, () => sandbox.requests().length);
    else {
      await sendFile(client, path, () => sandbox.advance('1min'));
      expectSame('violations', JSON.stringify(sandbox.violations()), '[]');
    }
    await sandbox.advance('1min');
    expectSame('wait', (await client.uploads.wait(made.id)).status, 'completed');
    await download(client, made.id, folder);
    const missing = await rejection('retrieve', client.uploads.retrieve(phantom));
    expectSame('an unknown upload', missing.code, 'not_found');
  } finally {
    await server.close();
    await rm(folder, { recursive: true });
  }
}

const phantom = '00000000-0000-4000-8000-000000000000';

async function sendFile(client: Client, path: string, advance: () => Promise<unknown>): Promise<void> {
  const given = await readFile(path);
  const { id } = await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  await advance();
  const { status, original_filename } = await client.uploads.wait(id);
  expectSame('status', status, 'completed');
  expectSame('filename', original_filename, 'leads “1”.csv');
  const whole = Buffer.from(await (await client.uploads.download(id, 'original')).arrayBuffer());
  expectSame('the bytes that download gives are those that were sent', whole.equals(given), true);
  const saved = `${path}.saved`;
  await saveDownload(client, id, 'original', saved);
  expectSame('those of saveDownload too', (await readFile(saved)).equals(given), true);
}

async function refuseFile(client: Client, path: string, count: () => number): Promise<void> {
  const before = count();
  const file = await openFile(path);
  const error = await rejection('a file', client.uploads.create({ file, phone_column: 'Phone' }));
  expectSame('the code of the refusal', error.code, 'invalid_input');
  if (!REFUSED.test(error.message)) throw new Error(`The refusal says: ${error.message}`);
  expectSame('requests for a file that is refused', count() - before, 0);
}

async function download(client: Client, id: string, folder: string): Promise<void> {
  const whole = await (await client.uploads.download(id, 'processed')).text();
  expectSame('rows of the download', whole.trim().split('\n').length, 101);
  const saved = join(folder, 'processed.csv');
  await saveDownload(client, id, 'processed', saved);
  expectSame('the saved file', await readFile(saved, 'utf8'), whole);
}

function csv(): string {
  const rows = Array.from({ length: ROWS }, (_, row) => `Zoë ${row},+1415${5_550_000 + row}\r\n`);
  return `Name,Phone\r\n${rows.join('')}`;
}
