import { gzipSync } from 'node:zlib';
import { phoneNumbers } from '@optimaldial/testing';
import { describe, expect, test } from 'vitest';
import { auth, key, lines, responds, sendRaw, server, useServer } from '../support/raw-http.ts';

useServer({ contacts: true });

const post = (type: string, body: string | Buffer<ArrayBuffer>, headers = {}) =>
  fetch(`${server.url}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...auth(), 'content-type': type, ...headers },
    body,
  });

describe('request bodies over HTTP', () => {
  const deepJson = `{"phone":"1","properties":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
  const field = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n';
  const largeField = field.replace('b\r\n', `${'b'.repeat(2_000_000)}\r\n`);
  const form = 'multipart/form-data; boundary=x';
  const json = 'application/json';
  test.each([
    [
      'gzip',
      'Content-Encoding "gzip" isn\'t supported',
      () => post(json, gzipSync('{}'), { 'content-encoding': 'gzip' }),
    ],
    ['JSON of 100,000 levels', 'nested more than', () => post(json, deepJson)],
    ['truncated JSON', 'JSON', () => post(json, '{"phone_numbers":')],
    ['a form of 2,000 parts', 'more than 1000 parts', () => post(form, `${field.repeat(2000)}--x--\r\n`)],
    ['a field of 2 MB', 'more than 1 MB', () => post(form, `${largeField}--x--\r\n`)],
    ['a wrong boundary', 'not valid multipart', () => post('multipart/form-data; boundary=y', '--x\r\n\r\n')],
    ['no boundary', 'not valid multipart', () => post('multipart/form-data', '--x\r\n\r\n')],
    [
      'an empty boundary',
      'not valid multipart',
      () => post('multipart/form-data; boundary=""', '--\r\n\r\n'),
    ],
  ])('%s returns 422', async (_, words, request) => {
    const response = await request();
    expect([response.status, await response.json()]).toEqual([
      422,
      { detail: expect.stringContaining(words) },
    ]);
    expect(await responds()).toBe(true);
  });

  test('__proto__ in JSON is an ordinary name', async () => {
    const phone_numbers = phoneNumbers(100);
    const body = `{"__proto__":{"filename":"x"},"constructor":1,"phone_numbers":${JSON.stringify(phone_numbers)}}`;
    const response = await post(json, body);
    expect(await response.json()).toMatchObject({ original_filename: expect.stringMatching(/^api_upload_/) });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test('a form of a thousand parts is parsed quickly', async () => {
    const started = performance.now();
    expect((await post(form, `${field.repeat(999)}--x--\r\n`)).status).toBe(400);
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('a body sent byte by byte is read', async () => {
    const body = '{"phone_numbers":[]}'.padEnd(5000);
    const head = lines(
      'POST /api/v1/uploads HTTP/1.1',
      'Host: a',
      key(),
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Connection: close',
    );
    const chunks = body
      .split('')
      .map((byte) => `1\r\n${byte}\r\n`)
      .join('');
    // The error is about the empty list, so the body was read.
    expect(await sendRaw(`${head}${chunks}0\r\n\r\n`)).toContain('At least 100 valid phone numbers');
  });
});
