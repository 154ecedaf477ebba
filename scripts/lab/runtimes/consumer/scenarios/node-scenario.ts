import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Client } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { phoneNumbers, type Sandbox } from '@optimaldial/testing';
import { expectSame, rejection } from '../support/expect.ts';

const FILENAME = 'leads “1”.csv';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const numbers = phoneNumbers(100);
const csv = `Name,Phone\r\n${Array.from({ length: 5000 }, (_, row) => `Zoë ${row},${numbers[row % 100]}\r\n`).join('')}`;

/**
 * What a customer does with the client on Node: uploads from a list and from a file, retrieves, waits, lists
 * and downloads to a file.
 *
 * @param files whether the `fetch` of the client can send files, or the client must reject them
 * @throws if a result or a byte differs from what is expected
 */
export async function nodeScenario(
  client: Client,
  sandbox: Sandbox,
  files: 'sent' | 'rejected' = 'sent',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-scenario-'));
  try {
    const path = join(folder, FILENAME);
    await writeFile(path, csv);
    const made = await client.uploads.create({ phone_numbers: numbers });
    expectSame('retrieved ID', (await client.uploads.retrieve(made.id)).id, made.id);
    const ids: string[] = [];
    for await (const { id } of client.uploads.list()) ids.push(id);
    expectSame('listed', ids.includes(made.id), true);
    if (files === 'rejected') await rejectFile(client, sandbox, path);
    else await sendFile(client, sandbox, path);
    await sandbox.advance('1min');
    expectSame('status', (await client.uploads.wait(made.id)).status, 'completed');
    await download(client, made.id, join(folder, 'processed.csv'));
    const missing = await rejection('unknown ID', client.uploads.retrieve(UNKNOWN, { maxRetries: 0 }));
    expectSame('code of an unknown ID', missing.code, 'not_found');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function sendFile(client: Client, sandbox: Sandbox, path: string): Promise<void> {
  const list = { file: await openFile(path), phone_column: 'Phone' };
  const { id } = await client.uploads.create(list, { signal: new AbortController().signal });
  await sandbox.advance('1min');
  const { status, original_filename } = await client.uploads.wait(id);
  expectSame('status of the file', status, 'completed');
  expectSame('filename', original_filename, FILENAME);
  expectSame('downloaded file', await (await client.uploads.download(id, 'original')).text(), csv);
  await saveDownload(client, id, 'original', `${path}.saved`);
  expectSame('saved file', await readFile(`${path}.saved`, 'utf8'), csv);
  expectSame('violations', JSON.stringify(sandbox.violations()), '[]');
}

async function rejectFile(client: Client, sandbox: Sandbox, path: string): Promise<void> {
  const before = sandbox.requests().length;
  const file = await openFile(path);
  const error = await rejection('a file', client.uploads.create({ file, phone_column: 'Phone' }));
  expectSame('code of the rejection', error.code, 'invalid_input');
  if (!/send files.*Nothing was sent/.test(error.message))
    throw new Error(`unexpected message: ${error.message}`);
  expectSame('requests with a file', sandbox.requests().length - before, 0);
}

async function download(client: Client, id: string, path: string): Promise<void> {
  const whole = await (await client.uploads.download(id, 'processed')).text();
  expectSame('rows of the download', whole.trim().split('\n').length, 101);
  await saveDownload(client, id, 'processed', path);
  expectSame('saved download', await readFile(path, 'utf8'), whole);
}
