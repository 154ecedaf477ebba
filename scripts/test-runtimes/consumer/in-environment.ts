/**
 * Tests of a user whose Vitest project plays a browser: in jsdom the client works, in happy-dom with the
 * fetch of the sandbox; what can't work says which environment to set.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Client } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { afterAll, expect, test } from 'vitest';

const isHappy = 'happyDOM' in globalThis;
const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const phone_numbers = Array.from({ length: 100 }, (_, row) => `+1415555${1000 + row}`);
const csv = `Name,Phone\r\n${Array.from({ length: 3000 }, (_, row) => `Zoë,+1415555${1000 + row}\r\n`).join('')}`;
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-environment-'));
const path = join(folder, 'leads.csv');
await writeFile(path, csv);

const inProcess = createSandbox({ clock: 'manual', credits: 100_000 });
const served = createSandbox({ clock: 'manual', credits: 100_000 });
const server = await served.listen();
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});
const byFetch = createClient({ apiKey: inProcess.apiKey, fetch: inProcess.fetch });
const overHttp = createClient({ apiKey: served.apiKey, baseUrl: server.url, maxRetries: 0 });

test('a browser is played', () => {
  expect(globalThis).toHaveProperty('document');
});

test('sandbox.fetch: everything works', async () => {
  await useWhole(byFetch, inProcess);
  expect(inProcess.violations()).toEqual([]);
});

test('a File of the environment: is sent, or refused by naming the environment to set', async () => {
  const file = new File([csv], 'own.csv', { type: 'text/csv' });
  const call = byFetch.uploads.create({ file, phone_column: 'Phone' });
  if (isHappy) expect((await call).original_filename).toBe('own.csv');
  else await expect(call).rejects.toThrow(/`node` environment.*Nothing was sent/s);
});

test('global fetch: everything works, or is refused by naming the environment to set', async () => {
  if (!isHappy) {
    await useWhole(overHttp, served);
    return;
  }
  const file = await openFile(path);
  for (const call of [
    () => overHttp.uploads.retrieve(ID),
    () => overHttp.uploads.create({ phone_numbers }),
    () => overHttp.uploads.create({ file, phone_column: 'Phone' }),
  ]) {
    const reason: unknown = await call().catch((error: unknown) => error);
    expect(String(reason)).toMatch(/Nothing was sent.*@vitest.environment node/s);
    expect(reason).not.toMatchObject({ code: 'outcome_unknown' });
  }
  expect(served.requests('createUpload')).toEqual([]);
});

async function useWhole(client: Client, sandbox: Sandbox): Promise<void> {
  const made = await client.uploads.create({ phone_numbers });
  expect((await client.uploads.retrieve(made.id)).id).toBe(made.id);
  const { id } = await client.uploads.create(
    { file: await openFile(path), phone_column: 'Phone' },
    { signal: new AbortController().signal },
  );
  await sandbox.advance('1min');
  expect((await client.uploads.wait(id)).status).toBe('completed');
  expect(await (await client.uploads.download(id, 'original')).text()).toBe(csv);
  await saveDownload(client, id, 'original', `${path}.saved`);
  expect(await readFile(`${path}.saved`, 'utf8')).toBe(csv);
  const caller = new AbortController();
  const reason = new Error('enough');
  const call = client.uploads.retrieve(id, { signal: caller.signal });
  caller.abort(reason);
  await expect(call).rejects.toBe(reason);
}
