import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createClient, InvalidInputError, OutcomeUnknownError, RedirectError } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { serve } from '../support/listen.ts';

// Real files and real HTTP servers.

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(Buffer.from(piece));
  return Buffer.concat(pieces);
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('uploads.create: streams a CSV from disk byte for byte under its base name', async () => {
  const csv = Buffer.concat([Buffer.from('Phone\r\n'), randomBytes(3_000_000)]);
  await writeFile(join(folder, 'crm-export.csv'), csv);
  let received: FormData | undefined;
  let length: string | undefined;
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    length = request.headers['content-length'];
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    received = await new Response(new Uint8Array(await bodyOf(request)), { headers }).formData();
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
  };
  const baseUrl = await serve((request, response) => void take(request, response));
  const file = await openFile(join(folder, 'crm-export.csv'));
  expect(file).toMatchObject({ name: 'crm-export.csv', size: csv.length, type: 'text/csv' });
  await createClient({ apiKey, baseUrl }).uploads.create({ file, phone_column: 'Phone' });
  const arrived = received?.get('file');
  if (!(arrived instanceof File)) throw new Error('no file arrived');
  expect(arrived.name).toBe('crm-export.csv');
  expect(sha(new Uint8Array(await arrived.arrayBuffer()))).toBe(sha(csv));
  expect(received?.get('phone_column')).toBe('Phone');
  // A server can reject a large upload by its Content-Length.
  expect(Number(length)).toBeGreaterThan(csv.length);
});

test.each([
  ['has changed', (path: string) => writeFile(path, randomBytes(3_000_000))],
  ['has grown', (path: string) => appendFile(path, 'more')],
  ['has shrunk', (path: string) => truncate(path, 200_000)],
  ['is gone', (path: string) => rm(path)],
])('uploads.create: aborts the request when the file %s since it was opened', async (_, change) => {
  const path = join(folder, 'crm.csv');
  await writeFile(path, randomBytes(3_000_000));
  let ended = false;
  const baseUrl = await serve((request, response) => {
    request.resume().on('end', () => {
      ended = true;
      response.setHeader('content-type', 'application/json').end('{}');
    });
  });
  const file = await openFile(path);
  await change(path);
  const error = await rejection(
    createClient({ apiKey, baseUrl }).uploads.create({ file, phone_column: 'Phone' }),
  );
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain(
    'so no upload should exist. Check with `uploads.find`, then open the file again once it can be read and nothing writes to it.',
  );
  expect(error).toMatchObject({ next: 'check' });
  expect(ended).toBe(false);
});

test('uploads.create: aborts the request when the file changes while it is sent', async () => {
  const path = join(folder, 'crm.csv');
  await writeFile(path, randomBytes(30_000_000));
  const baseUrl = await serve((request, response) => {
    let received = 0;
    request.on('data', (piece: Buffer) => {
      // In the middle of the body.
      if (received < 1_000_000 && received + piece.length >= 1_000_000) appendFileSync(path, 'more');
      received += piece.length;
    });
    request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
  });
  const file = await openFile(path);
  const create = createClient({ apiKey, baseUrl }).uploads.create({ file, phone_column: 'Phone' });
  expect(String(await rejection(create))).toContain('could not be sent (it has changed)');
});

test('openFile: rejects an unreadable file and redacts phone numbers in its name', async () => {
  const error = await rejection(openFile(join(folder, '+14155550123.csv')));
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain('ENOENT');
  expect(inspect(error)).not.toContain('4155550123');
});

test('openFile: says that a folder is not a file', async () => {
  expect(String(await rejection(openFile(tmpdir())))).toContain(
    `openFile needs a file, but ${tmpdir()} is a folder.`,
  );
});

test('saveDownload: resumes over HTTP when the connection breaks at 60 %', async () => {
  const csv = randomBytes(2_000_000);
  const ranges: (string | undefined)[] = [];
  const baseUrl = await serve((request, response) => {
    if (request.url?.startsWith('/api/')) {
      const link = { download_url: `${baseUrl}/file?token=x`, expires_at: 1 };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(link));
      return;
    }
    ranges.push(request.headers.range);
    expect(request.headers.authorization).toBeUndefined();
    const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
    response.writeHead(from === 0 ? 200 : 206, {
      'content-length': csv.length - from,
      etag: '"v1"',
      ...(from === 0 ? {} : { 'content-range': `bytes ${from}-${csv.length - 1}/${csv.length}` }),
    });
    if (from > 0) response.end(csv.subarray(from));
    else
      response.write(csv.subarray(0, csv.length * 0.6), () => setImmediate(() => request.socket.destroy()));
  });
  const client = createClient({ apiKey, baseUrl });
  const saved = await saveDownload(client, id, 'processed', join(folder, 'all.csv'));
  expect(saved.bytes).toBe(csv.length);
  expect(sha(await readFile(saved.path))).toBe(sha(csv));
  expect(ranges).toHaveLength(2);
  expect(ranges[1]).toMatch(/^bytes=[1-9]\d*-$/);
});

const file = () => new File(['Phone\n+14155550123\n'], 'list.csv');

test('uploads.create: does not follow a redirect of a file upload', async () => {
  const paths: string[] = [];
  const baseUrl = await serve((request, response) => {
    paths.push(request.url ?? '');
    request.resume().on('end', () => response.writeHead(307, { location: '/elsewhere' }).end());
  });
  const error = await rejection(
    createClient({ apiKey, baseUrl }).uploads.create({ file: file(), phone_column: 'Phone' }),
  );
  expect(error).toBeInstanceOf(OutcomeUnknownError);
  expect(error).toMatchObject({ cause: expect.any(RedirectError) });
  expect(paths).toEqual(['/api/v1/uploads']);
});

test('redirect mode: is error for a file and manual for JSON', async () => {
  const { client, requests } = fakeFetch();
  await client.uploads.create({ file: file(), phone_column: 'Phone' });
  await client.uploads.retrieve(id);
  expect(requests.map(({ init }) => init.redirect)).toEqual(['error', 'manual']);
});

test.each([
  ['Node.js/24', 'error'],
  ['Cloudflare-Workers', 'manual'],
  ['Mozilla/5.0 (linux) jsdom/27.0.0', 'error'],
  ['Mozilla/5.0 Chrome/140 Electron/39', 'manual'],
  ['Deno/2.9', 'manual'],
  ['Bun/1.3', 'manual'],
])('redirect mode: for a file in %s is %s', async (userAgent, redirect) => {
  const there = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { userAgent }, configurable: true });
  try {
    const { client, requests } = fakeFetch();
    await client.uploads.create({ file: file(), phone_column: 'Phone' });
    expect(requests[0]?.init.redirect).toBe(redirect);
  } finally {
    if (there) Object.defineProperty(globalThis, 'navigator', there);
  }
});

/** The multipart body as text. */
async function written(name: string | undefined): Promise<string> {
  const { client, requests } = fakeFetch();
  const blob = name === undefined ? new Blob(['x']) : new File(['x'], name);
  await client.uploads.create({ file: blob, phone_column: 'Phone' });
  return new Response(requests[0]?.init.body ?? null).text();
}

test.each([
  ['a"b.csv', 'a%22b.csv'],
  ['a\r\nX-Evil: 1\r\n\r\n.csv', 'a%0D%0AX-Evil: 1%0D%0A%0D%0A.csv'],
  ['nämlich 列.csv', 'nämlich 列.csv'],
  ['/home/jo/leads/a.csv', 'a.csv'],
  ['C:\\Users\\jo\\a.csv', 'a.csv'],
  ['../../etc/passwd', 'passwd'],
  ['leads/', 'upload.csv'],
  ['', 'upload.csv'],
  [undefined, 'upload.csv'],
])('uploads.create: sends the filename %j as %j on one header line', async (name, sent) => {
  const text = await written(name);
  expect(text).toContain(`Content-Disposition: form-data; name="file"; filename="${sent}"\r\n`);
  expect(text.match(/^Content-Disposition:/gm)).toHaveLength(2);
  expect(text).not.toMatch(/^X-Evil/m);
});

test('uploads.create: rejects a fetch that slices the body', async () => {
  let sent = 0;
  const client = createClient({
    apiKey,
    fetch: async (_, { body }) => {
      const part = (body as Blob).slice(0, 10);
      sent += 1;
      return Response.json({ id, size: part.size });
    },
  });
  const create = client.uploads.create({ file: new File(['Phone\n'], 'a.csv'), phone_column: 'Phone' });
  expect(await rejection(create)).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining("can't send files"),
  });
  expect(sent).toBe(0);
});
