import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDetail } from '../../src/response/error-detail.ts';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

const secret = 'aB3dE6gH9kLmN2pQ5sT8vW1yZ4cF7jR0';
const apiKey = `od_live_${secret}`;

async function shown(detail: string, status = 409): Promise<string> {
  const headers = /^[\w.:/+=-]+$/.test(detail) ? { 'x-request-id': detail } : {};
  const respond = () => Response.json({ detail: { error: detail, message: detail } }, { status, headers });
  const error = await rejection(fakeFetch(respond, { apiKey }).client.uploads.retrieve(id));
  return inspect(error) + JSON.stringify(error) + String(error);
}

const hex = (text: string) => Buffer.from(text).toString('hex');
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const encodings: Record<string, (text: string) => string> = {
  plain: (text) => text,
  'lower case': (text) => text.toLowerCase(),
  hex,
  'hex in upper case': (text) => hex(text).toUpperCase(),
  'hex bytes': (text) => hex(text).replaceAll(/../g, '$& '),
  base64,
  'base64, a byte in': (text) => base64(`x${text}`),
  'base64, two bytes in': (text) => base64(`xx${text}`),
  base64url,
  'base64 in lines': (text) => base64(text).replaceAll(/.{9}/g, '$&\n'),
  percent: (text) => hex(text).replaceAll(/../g, '%$&'),
  'JSON escapes': (text) => hex(text).replaceAll(/../g, '\\u00$&'),
  'HTML entities': (text) => hex(text).replaceAll(/../g, '&#x$&;'),
  'one on a line': (text) => Array.from(text).join('\n'),
  'with zero-width characters': (text) => Array.from(text).join('\u200B'),
  'in two lines': (text) => `${text.slice(0, 5)}\r\n  ${text.slice(5)}`,
  'full-width characters': (text) =>
    text.replaceAll(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfe_e0)),
  'in quotes': (text) => `"${text.slice(0, 4)}" + "${text.slice(4)}"`,
};

test.each(Object.entries(encodings))(
  'redact: hides the API key and its parts encoded as %s',
  async (_, encode) => {
    for (const part of [apiKey, `Bearer ${apiKey}`, secret, secret.slice(3, 17), secret.slice(-12)]) {
      const text = encode(part);
      expect(await shown(text)).not.toContain(text);
      expect(await shown(`Key ${text} is revoked`)).not.toContain(text);
    }
  },
);

test('redact: hides eight characters of the key but not seven', async () => {
  for (let at = 0; at + 8 <= secret.length; at++) {
    expect(await shown(`Key ending in ${secret.slice(at, at + 8)}`)).not.toContain(secret.slice(at, at + 8));
  }
  expect(await shown(`Key ending in ${secret.slice(-7)}`)).toContain(`Key ending in ${secret.slice(-7)}. `);
});

test('redact: hides a short part of the key in hex', async () => {
  const letters = 'jmkonlmjoknlmjkonjlmkjonlmko';
  const detail = `Key ending in ${hex(letters.slice(2, 12))}`;
  const respond = () => Response.json({ detail }, { status: 409 });
  const { client } = fakeFetch(respond, { apiKey: `od_live_${letters}` });
  expect(String(await rejection(client.uploads.retrieve(id)))).not.toContain(hex(letters.slice(2, 12)));
});

test('redact: hides a key returned by an apiKey function', async () => {
  const { client } = fakeFetch(
    () => Response.json({ detail: `No ${secret.slice(9, 19)}` }, { status: 401 }),
    {
      apiKey: async () => apiKey,
    },
  );
  expect(inspect(await rejection(client.uploads.retrieve(id)))).not.toContain(secret.slice(9, 19));
});

test.each([
  [`Key ${apiKey} is revoked`, 'Key [secret] is revoked. '],
  [`Key od_test_abc is revoked`, 'Key [secret] is revoked. '],
  ['See https://docs.example/errors?x=1#y for help', 'See [url] for help. '],
  ['See s.example/x?sig=abc for help', 'See [url] for help. '],
  [`X-Amz-Credential=${'abcdef'.repeat(9)} expired`, 'X-Amz-Credential=[secret] expired. '],
  [`X-Amz-Date=${'abcdef'.repeat(9)} expired`, 'X-Amz-Date=[secret] expired. '],
  ['Policy=abcdefghijklmnopqrst expired', 'Policy=[secret] expired. '],
  ['A password=abc that expired', 'A password=[secret] that expired. '],
  ['Header Bearer abc123.def is odd', 'Header Bearer [secret] is odd. '],
  ['Bearer authentication required', 'Bearer authentication required. '],
  [`Secret ${'0123abcd'.repeat(8)} is odd`, 'Secret [secret] is odd. '],
])('redact: removes the secret from %j', async (text, expected) => {
  expect(await shown(text)).toContain(`returned 409: ${expected}`);
});

test('redact: shows the name and code of a third-party error only if they are plain words', async () => {
  const kept = ['ECONNREFUSED', 'UND_ERR_SOCKET', 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'P2002'];
  const dropped = [
    secret.slice(0, 9),
    'a\nb',
    'a\u001B[1m',
    'a\u202Eb',
    'E4155550123',
    'od_live_abcdefghijklmnop',
    'Jane Doe',
    'a'.repeat(200),
  ];
  for (const code of [...kept, ...dropped]) {
    const { client } = fakeFetch(() => Promise.reject(Object.assign(new Error('x'), { code, name: code })));
    const error = await rejection(client.uploads.retrieve(id));
    const cause = kept.includes(code) ? { name: code, code } : { name: 'Error' };
    expect(error).toHaveProperty('cause', expect.objectContaining(cause));
    if (dropped.includes(code)) expect(inspect(error)).not.toContain(code);
  }
});

test('redact: produces a one-line message for any server text', async () => {
  const pieces = '%25 &amp; &#x0 \\ \\u003 ( a@ a= ?a= 2026- 1, 1. <a a:/ Ω'
    .split(' ')
    .concat(['4 ', '\u001B[', 'bearer ', '\n', '\u202E', '\u2028']);
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 2000 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 900 }).map((found) => found.join('')),
  );
  await fc.assert(
    fc.asyncProperty(text, async (detail) => {
      const respond = () => Response.json({ detail }, { status: 409 });
      const error = await rejection(fakeFetch(respond, { apiKey }).client.uploads.retrieve(id));
      expect(error).toHaveProperty('message', expect.not.stringMatching(/[\p{Cc}\p{Cf}\u2028\u2029]/u));
    }),
    { numRuns: 200 },
  );
});

// CPU time of this process, because other processes may keep the machine busy.
function workOf(task: () => void): number {
  const started = process.cpuUsage();
  task();
  return process.cpuUsage(started).user / 1000;
}

test('redact: uses little CPU for long texts and long lists of validation errors', () => {
  const repeated = [...'%25 \\ ( a@ ?a= a= 2026- 1, <a a:/ x'.split(' '), '4 ', 'bearer ', 'Ω '];
  for (const piece of repeated) {
    for (const length of [2000, 10_000_000]) {
      const detail = piece.repeat(length / piece.length);
      expect(workOf(() => void readDetail({ detail }, apiKey))).toBeLessThan(500);
    }
  }
  const nested = `%${'25'.repeat(500)}${'Ω '.repeat(495)}`;
  const faults = Array.from({ length: 500_000 }, () => ({ loc: ['body'], msg: 'field required' }));
  for (const detail of [nested, faults]) {
    expect(workOf(() => void readDetail({ detail }, apiKey))).toBeLessThan(500);
  }
});

test.each([
  `Bearer%20${apiKey}`,
  `key_${apiKey}`,
  'x_https://s.example/x?sig=SECRET',
  '//s.example/x?sig=SECRET',
  'storage.googleapis.com/b/x.csv?X-Goog-Signature=SECRET',
  'https%3A%2F%2Fs.example%2Fx%3Fsig%3DSECRET',
  "https://s.example/o'SECRET?sig=SECRET",
  '030/1234567',
  '415_555_2671',
  '415·555·2671',
  '415\u2011555\u20112671',
  '\uff14\uff11\uff15\uff15\uff15\uff15\uff12\uff16\uff17\uff11',
])('redact: hides the secret in %s', async (text) => {
  const output = (await shown(text)) + (await shown(`see ${text} now`));
  for (const part of ['SECRET', apiKey, '1234567', '2671', '\uff14\uff11'])
    expect(output).not.toContain(part);
});
