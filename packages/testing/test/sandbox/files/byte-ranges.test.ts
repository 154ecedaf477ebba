import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { serveFile } from '../../../src/sandbox/files/serve-file.ts';

const text = '0123456789abcdef';
const etag = '"v1"';
const ask = (range: string | undefined, more: Record<string, string> = {}, method = 'GET', body = text) =>
  serveFile(
    { method, headers: new Headers({ ...(range === undefined ? {} : { range }), ...more }) },
    new Blob([body]),
    etag,
  );
const seen = async (response: Response) => [
  response.status,
  response.headers.get('content-range'),
  response.headers.get('content-length'),
  await response.text(),
];

test.each([
  ['bytes=0-9', 'bytes 0-9/16', '0123456789'],
  ['bytes=10-', 'bytes 10-15/16', 'abcdef'],
  ['bytes=-4', 'bytes 12-15/16', 'cdef'],
  ['bytes=-99', 'bytes 0-15/16', text],
  ['bytes=15-15', 'bytes 15-15/16', 'f'],
  ['bytes=4-999999999999999999999', 'bytes 4-15/16', text.slice(4)],
  ['BYTES= 0-0', 'bytes 0-0/16', '0'],
])('Range: %s returns 206', async (range, contentRange, body) => {
  expect(await seen(ask(range))).toEqual([206, contentRange, String(body.length), body]);
});

test.each(['bytes=16-', 'bytes=16-20', 'bytes=-0', 'bytes=999999999999999999999-'])(
  'Range: %s returns 416 with the size',
  async (range) => {
    const response = ask(range);
    expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */16']);
  },
);

test.each([undefined, 'bytes=0-1,4-5', 'bytes=5-2', 'bytes=-', 'bytes=a-b', 'items=0-1', 'bytes=1', ''])(
  'Range: %s is ignored and returns the whole file',
  async (range) => {
    expect(await seen(ask(range))).toEqual([200, null, '16', text]);
  },
);

test.each([
  [etag, 206],
  ['"v2"', 200],
  [`W/${etag}`, 200],
  ['Wed, 21 Oct 2026 07:28:00 GMT', 200],
])('If-Range: %s returns %i', (condition, status) => {
  expect(ask('bytes=1-', { 'if-range': condition }).status).toBe(status);
});

test('HEAD: returns the size without a body, whatever the range', async () => {
  expect(await seen(ask('bytes=0-1', {}, 'HEAD'))).toEqual([200, null, '16', '']);
});

test('Range: the parts of any split add up to the file', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(40), async (body, at) => {
      const bytes = Buffer.from(body);
      const cut = Math.min(at, bytes.length - 1);
      const [head, tail] = [
        ask(`bytes=0-${cut}`, {}, 'GET', body),
        ask(`bytes=${cut + 1}-`, {}, 'GET', body),
      ];
      const rest = tail.status === 416 ? '' : Buffer.from(await tail.arrayBuffer()).toString('latin1');
      const all = Buffer.from(await head.arrayBuffer()).toString('latin1') + rest;
      expect(all).toBe(bytes.toString('latin1'));
    }),
  );
});

test('files: HEAD and ranges work over HTTP, and other methods return 405', async () => {
  const sandbox = createSandbox();
  await using server = await sandbox.listen();
  const headers = { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' };
  const phone_numbers = phoneNumbers(100);
  const made = await fetch(`${server.url}/api/v1/uploads`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ phone_numbers }),
  });
  const { id } = (await made.json()) as { id: string };
  const link = await fetch(`${server.url}/api/v1/uploads/${id}/download/original`, { headers });
  const { download_url: url } = (await link.json()) as { download_url: string };
  const whole = await (await fetch(url)).text();
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(whole.length)]);
  expect(await seen(await fetch(url, { headers: { range: 'bytes=0-9' } }))).toEqual([
    206,
    `bytes 0-9/${whole.length}`,
    '10',
    whole.slice(0, 10),
  ]);
  const deleted = await fetch(url, { method: 'DELETE' });
  expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
});
