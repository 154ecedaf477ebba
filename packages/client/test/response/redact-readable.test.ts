import openapi from '@optimaldial/types/openapi.json' with { type: 'json' };
import { expect, test } from 'vitest';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

async function shown(detail: unknown, headers: HeadersInit = {}): Promise<unknown> {
  return rejection(
    fakeFetch(() => Response.json({ detail }, { status: 409, headers })).client.uploads.retrieve(id),
  );
}
const WITHHELD = 'the text may contain personal data and is only in `error.detail`';

/** Every `detail` in the examples of the spec. */
function detailsIn(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'detail' in value && !('type' in value) ? [value.detail] : [];
  return [...own, ...Object.values(value).flatMap(detailsIn)];
}

const sentences = detailsIn(openapi.components.responses).flatMap((detail) => {
  if (typeof detail === 'string') return [detail];
  return Array.isArray(detail) ? detail.map(({ msg }) => String(msg)) : [];
});

test('redact: the spec has error messages to test with', () => {
  expect(sentences.length).toBeGreaterThan(8);
});

test.each([
  ...sentences,
  'Upload not found.',
  'rate_limit_exceeded',
  'phone_column "Phone" is not in the file',
  'The subscription ended at 2026-11-26T10:44:27Z',
  'Between 2026-11-26T10:44:27.123456+02:00 and 2026-11-26 10:44:27,123 (UTC)',
  'Expired on 2026-11-26, valid from 2026-01-31',
  'Try again after Thu, 26 Nov 2026 10:44:27 GMT',
  'Try again after Thursday, 26-Nov-26 10:44:27 GMT',
  'Try again after Thu Nov 26 10:44:27 2026',
  'Upload 6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10 of 12345678-1234-4234-8234-123456789012 is gone',
  'Trace 4e8d1c0b6a5e41234567a9e0f1a2b3c4',
  '1,234,567 rows, 999,999,999 at most',
  'Costs $12,345.67, you have $0.50',
  '60 requests per 60 s, observed 61',
  '240 valid, 20 invalid and 12 duplicate rows in 250000',
  'The maximum is 250000 entries and 100 MB (99.5 %)',
  'Status 503 of 203.0.113.254, then 200 of 192.168.100.200:8443',
  'Needs version 20.19.0 or v1',
  'body.phone_numbers.0: field required; body.phone_numbers.1: field required',
  'Input should be 10, 20, 50 or 100',
  "Value 'a', 'b' or 'c' of limit=60, file=crm.csv",
  'Größe „zu groß“ … 50 % – naïve ½ 数字 🙂',
])('redact: leaves %j unchanged', async (text) => {
  expect(await shown(text)).toHaveProperty(
    'message',
    expect.stringContaining(`: ${text.replace(/\.$/, '')}. The same`),
  );
});

test('redact: leaves a list of validation errors readable', async () => {
  const faults = [0, 1].map((row) => ({ loc: ['body', 'phone_numbers', row], msg: 'field required' }));
  expect(String(await shown(faults))).toContain(
    'body.phone_numbers.0: field required; body.phone_numbers.1: field required. ',
  );
});

test.each([
  'Jane Doe,415-555-0123,Main St',
  'Invalid row: Jane Doe 415-555-0123',
  'Name,City\nJane Doe,Springfield',
  'Jane Doe;Main St;Springfield',
  'Jane Doe\tMain St',
  'Jane Doe|Main St',
  '"Jane Doe","Main St"',
  'Jane Doe,12 Main St',
  'Jane%20Doe%2CMain%20St',
  'Jane Doe\\nMain St',
  'Jane Doe jane@example.com',
  'Jane Doe jane%40example.com',
  `Jane Doe ${'is late '.repeat(300)}`,
])('redact: withholds the data row %j and points to error.detail', async (text) => {
  for (const detail of [text, { message: text }, [{ loc: ['body'], msg: text }], ['odd', text]]) {
    const error = await shown(detail);
    expect(String(error)).toContain(`returned 409: ${WITHHELD}. The same request`);
    expect(error).toHaveProperty('detail', detail);
  }
});

test.each([
  ['a UUID', '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10', true],
  ['128 bits', '4e8d1c0b6a5e41234567a9e0f1a2b3c4', true],
  ['a word', 'req_abc:12/3=', true],
  ['digits', '20261126104427', false],
  ['a number in it', 'req-4155550123', false],
  ['a number in groups', 'req/415-555-0123', false],
  ['an escaped number', 'req-%34155550123', false],
  ['a long secret', 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9', false],
  ['a token', 'x?token=abc', false],
  ['too long', 'a'.repeat(129), false],
])('redact: shows a request ID only if it is safe: %s', async (_, sent, kept) => {
  const error = await shown('odd', { 'x-request-id': sent });
  expect(error).toHaveProperty('requestId', kept ? sent : undefined);
});
