import { Readable } from 'node:stream';
import { type Client, createClient } from '@optimaldial/client';
import { array, assert, asyncProperty, oneof, string, tuple, uint8Array } from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { multipart } from '../../src/body/multipart.ts';
import type { FileBody } from '../../src/transport/fetch-types.ts';
import { multipartBody } from '../../src/transport/platform/multipart-body.ts';
import type { FormAttempt } from '../../src/transport/platform/types.ts';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { serve } from '../support/listen.ts';

const bytesOf = async (blob: Blob) => new Uint8Array(await new Response(blob.stream()).arrayBuffer());

test('multipartBody: its size and content match any fields', async () => {
  const text = string({ unit: 'grapheme', maxLength: 20 });
  const field = tuple(text, oneof(text, uint8Array({ maxLength: 50 })), text);
  await assert(
    asyncProperty(array(field, { maxLength: 4 }), async (fields) => {
      const form = fields.map(
        ([name, value, filename], index) =>
          [
            `${name}-${index}`,
            typeof value === 'string' ? value : new Blob([new Uint8Array(value)]),
            filename,
          ] as const,
      );
      const body = multipartBody(multipart(form), {});
      const bytes = await bytesOf(body);
      expect(bytes.length).toBe(body.size);
      const [boundary = ''] = /form-[\da-f-]{36}$/.exec(body.type) ?? [];
      expect(Buffer.from(bytes).toString('latin1').split(`--${boundary}`)).toHaveLength(fields.length + 2);
      const read = await new Response(bytes, { headers: { 'content-type': body.type } }).formData();
      const values = await Promise.all(
        [...read.values()].map(async (value) =>
          typeof value === 'string' ? value : Buffer.from(await value.arrayBuffer()).toString('hex'),
        ),
      );
      expect(values).toEqual(
        fields.map(([, value]) =>
          typeof value === 'string'
            ? value.replaceAll(/\r?\n|\r/g, '\r\n').toWellFormed()
            : Buffer.from(value).toString('hex'),
        ),
      );
    }),
    { numRuns: 200 },
  );
});

test('multipartBody: streams a file from the start each time', async () => {
  const body = multipartBody(multipart([['file', new Blob(['a,b\n']), 'x.csv']]), {});
  expect(await bytesOf(body)).toEqual(await bytesOf(body));
  expect(await body.text()).toContain('a,b\n');
  expect((await body.arrayBuffer()).byteLength).toBe(body.size);
});

test('multipartBody: cancels the file stream when its own is cancelled', async () => {
  const cancelled = vi.fn();
  const stream = () => new ReadableStream({ pull: (to) => to.enqueue(bytes('x')), cancel: cancelled });
  const untyped: any = [['file', { size: 9, type: '', stream }, 'x.csv']];
  const reader = multipartBody(multipart(untyped), {}).stream().getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  expect(cancelled).toHaveBeenCalledTimes(1);
});

test('multipart: uses a new boundary for each form', () => {
  expect(new Set(Array.from({ length: 50 }, () => multipart([]).type)).size).toBe(50);
});

test.each([
  ['text/csv', 'text/csv'],
  ['text/csv;charset=utf-8', 'text/csv;charset=utf-8'],
  ['', 'application/octet-stream'],
  ['text/csv\r\nx-evil: 1', 'application/octet-stream'],
  ['text', 'application/octet-stream'],
])('multipart: sends the media type %j as %s', (type, sent) => {
  const file = { size: 0, type, stream: () => new Blob([]).stream() };
  const untyped: any = [['file', file, 'x.csv']];
  expect(multipart(untyped).parts[0]).toContain(`\r\nContent-Type: ${sent}\r\n\r\n`);
});

/** A third-party Blob that yields these pieces. */
function foreign(size: number, pieces: () => AsyncIterable<unknown> | Iterable<unknown>): File {
  const untyped: any = { size, type: 'text/csv', name: 'leads/list.csv', stream: pieces };
  return untyped;
}
const bytes = (text: string) => new TextEncoder().encode(text);

/** A client of a server that records complete requests. */
async function counting(): Promise<{ client: Client; complete: string[] }> {
  const complete: string[] = [];
  const baseUrl = await serve((request, response) => {
    let text = '';
    request.on('error', () => undefined);
    request.setEncoding('latin1').on('data', (piece: string) => (text += piece));
    request.on('end', () => {
      complete.push(text);
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ id }));
    });
  });
  return { client: createClient({ apiKey, baseUrl }), complete };
}

describe('uploads.create with a third-party Blob', () => {
  test.each([
    ['in one piece', () => [bytes('Phone\n1\n')]],
    ['with empty pieces', () => [bytes(''), bytes('Phone\n'), bytes(''), bytes('1\n'), bytes('')]],
    ['as a Node stream', () => Readable.from([Buffer.from('Phone\n'), Buffer.from('1\n')])],
    ['as a web stream', () => new Blob(['Phone\n1\n']).stream()],
  ])('sends the whole file under its own name when it comes %s', async (_, pieces) => {
    const { client, complete } = await counting();
    await client.uploads.create({ file: foreign(8, pieces), phone_column: 'Phone' });
    expect(complete).toHaveLength(1);
    expect(complete[0]).toContain('filename="list.csv"\r\nContent-Type: text/csv\r\n\r\nPhone\n1\n\r\n--');
  });

  test.each([
    ['fewer bytes than its size', 9, () => [bytes('Phone\n1\n')]],
    ['more bytes than its size', 7, () => [bytes('Phone\n1\n')]],
    ['far more bytes than its size', 7, () => Array.from({ length: 99 }, () => bytes('Phone\n1\n'))],
    ['more, in another piece', 6, () => [bytes('Phone\n'), bytes('1\n')]],
    ['nothing', 8, () => []],
    ['text instead of bytes', 8, () => ['Phone\n1\n']],
  ])('aborts the request when the file yields %s', async (_, size, pieces) => {
    const { client, complete } = await counting();
    const error = await rejection(
      client.uploads.create({ file: foreign(size, pieces), phone_column: 'Phone' }),
    );
    expect(error).toMatchObject({ code: 'invalid_input' });
    expect(String(error)).toContain('so no upload should exist');
    expect(complete).toEqual([]);
  });

  test.each([
    ['with an error', Object.assign(new Error('+14155550123'), { code: 'EIO' }), /\(EIO\)/],
    ['with undefined', undefined, /changed/],
    ['with a string', '+14155550123', /\(Error\)/],
  ])('names the reason when the stream of the file fails %s', async (_, fault, says) => {
    const { client, complete } = await counting();
    async function* failing() {
      yield bytes('Phone\n');
      await Promise.reject(fault);
    }
    const file = foreign(8, failing);
    const error = await rejection(client.uploads.create({ file, phone_column: 'Phone' }));
    expect(error).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(says) });
    expect(complete).toEqual([]);
  });
});

test('uploads.create: a file error of one call does not affect the next', async () => {
  let broken = true;
  const file = foreign(8, () => (broken ? [] : [bytes('Phone\n1\n')]));
  const { client } = fakeFetch(async (call, { body }) => {
    await new Response(body ?? null).text();
    throw new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: `E${call}` }) });
  });
  const upload = { file, phone_column: 'Phone' };
  expect(await rejection(client.uploads.create(upload))).toMatchObject({ code: 'invalid_input' });
  broken = false;
  expect(await rejection(client.uploads.create(upload))).toMatchObject({
    code: 'outcome_unknown',
    cause: { phase: 'sending' },
  });
});

test('uploads.create: rejects a fetch that converts the file to text', async () => {
  const { client } = fakeFetch((_, { body }) => new Response(Reflect.apply(String, undefined, [body])));
  const error = await rejection(
    client.uploads.create({ file: new File(['x'], 'a.csv'), phone_column: 'Phone' }),
  );
  expect(error).toMatchObject({ code: 'invalid_input' });
  expect(String(error)).toContain("can't send files");
});

test('client.POST: sends FormData as a MultipartBody on Node', async () => {
  const { client, complete } = await counting();
  const body = new FormData();
  body.append('phone_column', 'Phone "1"');
  body.append('file', new Blob(['Phone\n1\n']), 'C:\\leads\\list.csv');
  const untyped: any = { body };
  await client.POST('/api/v1/uploads', untyped);
  expect(complete[0]).toContain('name="phone_column"\r\n\r\nPhone "1"\r\n');
  expect(complete[0]).toContain('filename="list.csv"');
  const fake = fakeFetch();
  await fake.client.POST('/api/v1/uploads', untyped);
  expect(fake.requests[0]?.init.body?.constructor.name).toBe('MultipartBody');
});

const file = new File(['Zoë,+14155550123\r\n'.repeat(9000)], 'a.csv', { type: 'text/csv' });
const fields = [
  ['file', file, 'a "1"\r\n.csv'],
  ['phone_column', 'Phone'],
] as const;
const body = (attempt: FormAttempt = {}): FileBody => multipartBody(multipart(fields), attempt);

test('multipartBody: text, bytes and stream return the same content', async () => {
  const one = body();
  const streamed = Buffer.concat(await Array.fromAsync(one.stream()));
  expect(streamed.length).toBe(one.size);
  expect(streamed.includes(Buffer.from(await file.arrayBuffer()))).toBe(true);
  expect(Buffer.from(await one.arrayBuffer()).equals(streamed)).toBe(true);
  expect(Buffer.from(await one.bytes()).equals(streamed)).toBe(true);
  expect(Buffer.concat(await Array.fromAsync(one)).equals(streamed)).toBe(true);
  expect(await one.text()).toBe(streamed.toString());
});

test('multipartBody: parses back into the fields and the file', async () => {
  const one = body();
  const form = await new Response(one.stream(), { headers: { 'content-type': one.type } }).formData();
  expect([...form.keys()]).toEqual(['file', 'phone_column']);
  expect(form.get('file')).toMatchObject({ size: file.size, type: 'text/csv' });
});
