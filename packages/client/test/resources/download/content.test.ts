import { gzipSync } from 'node:zlib';
import { DownloadError, InvalidInputError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { id, rejection } from '../../support/fake-fetch.ts';
import { part, storage } from '../../support/fake-storage.ts';

const csv = 'Phone,likely\n+12025550100,yes\n';
const bytes = new TextEncoder().encode(csv);
const resume = { from: 5, etag: '"v1"' };

/** Returns the text or the error of a download that arrives in pieces of some bytes. */
async function outcome(text: string, headers: Record<string, string>, piece = 1000): Promise<unknown> {
  const all = new TextEncoder().encode(text);
  let at = 0;
  const body = new ReadableStream({
    pull(controller) {
      if (at >= all.length) controller.close();
      else controller.enqueue(all.slice(at, (at += piece)));
    },
  });
  const { client } = storage(() => new Response(body, { headers }));
  return client.uploads
    .download(id, 'processed')
    .then((response) => response.text())
    .catch((error: unknown) => error);
}

describe('download: a document instead of the file', () => {
  test.each([
    'text/html',
    'text/html; charset=utf-8',
    'TEXT/HTML',
    'application/xml',
    'text/xml;charset=utf-8',
    'application/xhtml+xml',
    'application/problem+xml',
  ])('throws a DownloadError for a 200 of type %s', async (type) => {
    const { client, requests } = storage(() => new Response(csv, { headers: { 'content-type': type } }), {
      maxRetries: 2,
    });
    const error = await rejection(client.uploads.download(id, 'processed'));
    expect(error).toBeInstanceOf(DownloadError);
    expect(error).toMatchObject({ status: 200 });
    expect(String(error)).toContain('HTML, XML or JSON');
    expect(requests().storage).toHaveLength(1);
    expect(requests().storage[0]?.init.signal?.aborted).toBe(true);
  });

  const documents = [
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>',
    '\uFEFF<?xml version="1.0"?><Error/>',
    '\n  <!DOCTYPE html><title>Sign in</title>',
    '<!doctype html>',
    '<html lang="en">',
    '<HTML>',
  ];
  const types = [{}, { 'content-type': 'application/octet-stream' }, { 'content-type': 'text/plain' }];
  test.each(documents.flatMap((text) => types.map((headers) => [text, headers] as const)))(
    'errors a body that begins with %j when its type is %j',
    async (text, headers) => {
      for (const piece of [1, 3, 1000]) {
        expect(await outcome(text, headers, piece)).toMatchObject({ code: 'download', status: 200 });
      }
    },
  );

  test.each([
    [csv, {}],
    ['', {}],
    ['<b>,Phone\n', {}],
    ['html,xml\n<html>,<?xml\n', {}],
    ['\n\n\nPhone\n', { 'content-type': 'application/octet-stream' }],
    // A specific type is trusted.
    ['<html>,Phone\n', { 'content-type': 'text/csv' }],
    [csv, { 'content-type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' }],
  ])('returns the file %j with headers %j', async (text, headers) => {
    for (const piece of [1, 1000]) expect(await outcome(text, headers, piece)).toBe(text);
  });
});

describe('download: response headers', () => {
  test.each(['gzip', 'x-gzip', 'br', 'deflate', 'GZIP', 'gzip, br'])(
    'omits those of the encoded form when storage sent %s',
    async (coding) => {
      // `fetch` returns a decoded body with the original headers.
      const headers = {
        'content-type': 'text/csv',
        'content-encoding': coding,
        'content-length': String(gzipSync(bytes).length),
        etag: '"v1"',
        'content-md5': 'x',
        'x-request': 'kept',
      };
      const { client } = storage(() => new Response(bytes, { headers }));
      const response = await client.uploads.download(id, 'processed');
      expect([...response.headers.keys()]).toEqual(['content-type', 'x-request']);
      expect(await response.text()).toBe(csv);
    },
  );

  test.each(['identity', 'utf-8', 'aws-chunked'])(
    'keep length and ETag for the content encoding %s, which fetch does not decode',
    async (coding) => {
      const headers = { 'content-encoding': coding, 'content-length': String(bytes.length), etag: '"v1"' };
      const { client } = storage(
        () => new Response(bytes, { headers: { ...headers, 'transfer-encoding': 'chunked' } }),
      );
      const response = await client.uploads.download(id, 'processed');
      expect(Object.fromEntries(response.headers)).toEqual(headers);
    },
  );

  test('an encoding that only some runtimes decode is rejected', async () => {
    const { client } = storage(() => new Response(bytes, { headers: { 'content-encoding': 'zstd' } }));
    expect(await rejection(client.uploads.download(id, 'processed'))).toMatchObject({ code: 'download' });
  });
});

describe('download: content length', () => {
  test('errors a body that is longer than announced', async () => {
    expect(await outcome(csv, { 'content-length': '5' }, 3)).toMatchObject({ code: 'download', status: 200 });
  });

  test('errors a body without a stream that is shorter than announced', async () => {
    const { client } = storage(() => new Response(null, { headers: { 'content-length': '5' } }));
    const response = await client.uploads.download(id, 'processed');
    expect(await rejection(response.text())).toMatchObject({ code: 'connection' });
  });

  test('errors a chunked 206 that ends before its range', async () => {
    const headers = { 'content-range': `bytes 5-${bytes.length - 1}/${bytes.length}` };
    const { client } = storage(() => new Response(bytes.slice(5, 9), { status: 206, headers }));
    const response = await client.uploads.download(id, 'processed', { resume });
    expect(await rejection(response.text())).toMatchObject({ code: 'connection' });
  });
});

describe('download: partial content', () => {
  const refused: Record<string, Record<string, string>> = {
    'another offset': { 'content-range': 'bytes 6-29/30' },
    'an end before its start': { 'content-range': 'bytes 5-4/30' },
    'an end after the total': { 'content-range': 'bytes 5-30/30' },
    'another unit': { 'content-range': 'rows 5-29/30' },
    'several parts': { 'content-type': 'multipart/byteranges; boundary=x' },
    'another ETag': { 'content-range': 'bytes 5-29/30', etag: '"v2"' },
    'a weak ETag': { 'content-range': 'bytes 5-29/30', etag: 'W/"v1"' },
    'an encoding': { 'content-range': 'bytes 5-29/30', 'content-encoding': 'gzip' },
    'an HTML page': { 'content-range': 'bytes 5-29/30', 'content-type': 'text/html' },
  };
  test.each(Object.entries(refused))('rejects a 206 with %s', async (_, headers) => {
    const { client } = storage(() => new Response(bytes.slice(5), { status: 206, headers }));
    expect(await rejection(client.uploads.download(id, 'processed', { resume }))).toMatchObject({
      code: 'download',
      status: 206,
    });
  });

  test.each([undefined, 'W/"v1"', ''])('requests the whole file when the ETag is %j', async (etag) => {
    const { client, requests } = storage(() => new Response(bytes));
    const response = await client.uploads.download(id, 'processed', { resume: { from: 5, etag } });
    expect(response.status).toBe(200);
    expect(requests().storage[0]?.headers.has('range')).toBe(false);
  });

  test('accepts a 206 that is shorter than requested', async () => {
    const { client } = storage(() => part(bytes.slice(0, 20), 5));
    const response = await client.uploads.download(id, 'processed', { resume });
    expect(response.headers.get('content-range')).toBe('bytes 5-19/20');
  });
});

test('download: rejects invalid limits before sending', async () => {
  const { client, requests } = storage(() => new Response(bytes));
  expect(await rejection(client.uploads.download(id, 'processed', { deadline: -1 }))).toBeInstanceOf(
    InvalidInputError,
  );
  expect(requests().api).toHaveLength(0);
});
