import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createClient } from '@hey-api/openapi-ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { end, start, type Running } from '../../packages/testing/test/server/start-cli.ts';

// What a stranger writes on the client that he generated. In the one binary 10 s of processing are over
// in 10 ms; in the other nothing is ever processed.
const STORY = `
import { client } from './client/client.gen.js';
import { createClient, createConfig, formDataBodySerializer } from './client/client/index.js';
import { cancelUpload, createUpload, downloadProcessed, listUploads, retrieveUpload } from './client/sdk.gen.js';
import type { Upload } from './client/types.gen.js';

const [fast = '', fastKey = '', slow = '', slowKey = ''] = process.argv.slice(2);
client.setConfig({ baseUrl: fast, auth: fastKey });

// Its typed call knows a list as JSON only; a file goes by the call underneath.
const csv = ['Name,Phone', ...Array.from({ length: 120 }, (_, row) => \`Ada,(415) 555-0\${100 + (row % 100)}\`)];
const sent = await client.post<{ 200: Upload }, unknown, true>({
  url: '/api/v1/uploads',
  security: [{ scheme: 'bearer', type: 'http' }],
  ...formDataBodySerializer,
  headers: { 'Content-Type': null },
  body: { file: new File([csv.join('\\n'), '\\nBob,none'], 'list.csv'), phone_column: 'Phone' },
  throwOnError: true,
});
const made = sent.data;
const path = { upload_id: made.id };
let upload = made;
while (upload.status !== 'completed') upload = (await retrieveUpload({ path, throwOnError: true })).data;
const listed = (await listUploads({ throwOnError: true })).data.data.map(({ id, status }) => [id === made.id, status]);
const link = (await downloadProcessed({ path, throwOnError: true })).data.download_url;
const file = await (await fetch(link)).text();
const late = await cancelUpload({ path });
const unknown = await retrieveUpload({ path: { upload_id: '00000000-0000-4000-8000-000000000000' } });

const other = createClient(createConfig({ baseUrl: slow, auth: slowKey }));
const numbers = Array.from({ length: 100 }, (_, row) => \`+1415555\${String(100 + row).padStart(4, '0')}\`);
const body = { phone_numbers: numbers, filename: 'hey.csv' };
const waiting = (await createUpload({ client: other, body, throwOnError: true })).data;
const early = await cancelUpload({ client: other, path: { upload_id: waiting.id }, throwOnError: true });

console.log(JSON.stringify({
  made: [made.original_filename, made.valid_row_count, made.invalid_row_count],
  listed,
  rows: file.trim().split('\\r\\n').length,
  last: file.trim().split('\\r\\n').at(-1),
  late: [late.response?.status, late.error],
  unknown: [unknown.response?.status, unknown.error],
  waiting: [waiting.original_filename, waiting.status, waiting.credits_charged],
  early: early.data,
}));
`;

const run = promisify(execFile);
let fast: Running;
let slow: Running;
let folder: string;
beforeAll(async () => {
  [fast, slow] = await Promise.all([start('--speed', '1000'), start('--speed', '0.001')]);
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-hey-api-'));
}, 60_000);
afterAll(async () => {
  await Promise.all([end(fast), end(slow)]);
  await rm(folder, { recursive: true });
});

test('a client of @hey-api/openapi-ts, made from openapi.json, gets through the whole story', async () => {
  const input = fileURLToPath(new URL('../../packages/types/openapi.json', import.meta.url));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  await createClient({
    input,
    output: { path: join(folder, 'client'), module: { extension: '.js' } },
    plugins: ['@hey-api/client-fetch', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
  await writeFile(join(folder, 'story.ts'), STORY);
  const types = fileURLToPath(new URL('../../node_modules/@types', import.meta.url));
  const compilerOptions = {
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'DOM', 'DOM.Iterable'],
    types: ['node'],
    typeRoots: [types],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['story.ts'] }));
  const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const compiled = await run(process.execPath, [tsc, '-p', folder]).catch(
    (error: { stdout: string }) => error,
  );
  expect(compiled.stdout).toBe('');
  const args = [fast.base, fast.key, slow.base, slow.key];
  const { stdout } = await run(process.execPath, [join(folder, 'story.js'), ...args]);
  expect(JSON.parse(stdout)).toEqual({
    made: ['list.csv', 120, 1],
    listed: [[true, 'completed']],
    rows: 122,
    last: 'Bob,none,Invalid',
    late: [409, { detail: expect.stringContaining('cannot be cancelled') }],
    unknown: [404, { detail: expect.any(String) }],
    waiting: ['hey.csv', 'ready_for_processing', 100],
    early: { status: 'cancelled', credits_refunded: 100 },
  });
}, 120_000);
