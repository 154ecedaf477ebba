import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseBody } from '../../src/engine/body/parse-body.ts';
import { parseJson } from '../../src/engine/body/parse-json.ts';

const parse = (body: string) =>
  parseBody(
    new Request('http://a.invalid', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    }),
  );

const outcome = async (text: string): Promise<unknown> => {
  try {
    return await parseJson(Buffer.from(text));
  } catch (error) {
    return error instanceof SyntaxError ? 'SyntaxError' : String(error);
  }
};
const plainly = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return 'SyntaxError';
  }
};

// Long enough to be parsed in several pieces.
const entry = `{"name":"Zoë \\"☎\\\\\\"],[}{","path":"C:\\\\","more":[1,{"a":[]}],"text":"${'x'.repeat(2000)}"}`;
const long = `{"a":[1,2],"contacts":[${Array.from({ length: 400 }, () => entry).join(' ,\n')}],"b":"] , [","phone_numbers":[ ${'"1","2",'.repeat(50_000)}"3" ]}`;

test('parseJson: equals JSON.parse for lists in several pieces', async () => {
  expect(await outcome(long)).toEqual(JSON.parse(long));
});

test('parseJson: equals JSON.parse when a byte of a long list changes', async () => {
  let valid = 0;
  const change = fc.tuple(
    fc.nat(long.length - 1),
    fc.constantFrom(',', '"', '[', ']', '{', '}', ' ', '\\', ':', '1'),
  );
  await fc.assert(
    fc.asyncProperty(change, async ([at, byte]) => {
      const text = long.slice(0, at) + byte + long.slice(at + 1);
      const expected = plainly(text);
      const got = await outcome(text);
      // Invalid JSON may be rejected for its size instead.
      if (expected === 'SyntaxError') expect(got).toMatch(/^(?:SyntaxError$|MockError: )/);
      else {
        valid += 1;
        expect(JSON.stringify(got)).toBe(JSON.stringify(expected));
      }
    }),
    { seed: 1, numRuns: 50 },
  );
  expect(valid).toBeGreaterThan(10);
}, 120_000);

const list = '"1",'.repeat(100_000);
test.each([
  ['an empty entry between two pieces', `{"a":[${list},${list}"1"]}`],
  ['an empty entry as long as a piece', `{"a":[${list}${' '.repeat(300_000)},"1"]}`],
  ['a comma after an entry as long as a piece', `{"a":["${'x'.repeat(300_000)}",]}`],
  ['a comma after the last entry', `{"a":[${list}]}`],
  ['a list that is closed by a brace', `{"a":[${list}"1"}}`],
  ['a list without an end', `{"a":[${list}"1"`],
  ['two roots', `{"a":[${list}"1"]}{}`],
  ['a string without an end', `{"a":[${list}"1`],
  ['the same list twice', `{"a":[${list}"1"],"a":[${list}"2"]}`],
  ['a list named __proto__', `{"__proto__":[${list}"1"]}`],
  ['no JSON', 'abc'],
  ['a number', '1'],
])('parseJson: equals JSON.parse for %s', async (_, text) => {
  const [got, expected] = [await outcome(text), plainly(text)];
  expect(got).toEqual(expected);
  expect(Object.keys(Object(got))).toEqual(Object.keys(Object(expected)));
});

describe('parseBody: JSON', () => {
  test.each([
    ['with 250,001 entries', 413, 'more than 250,000 entries', `{"a":[${'0,'.repeat(250_000)}0]}`],
    ['with 1,001 levels', 422, 'more than 1000 levels deep', `${'['.repeat(1001)}${']'.repeat(1001)}`],
    ['with 10 million levels', 422, 'more than 1000 levels deep', '['.repeat(10_000_000)],
    ['with an entry over 1 MB', 413, 'an entry over 1 MB', `{"a":["${'x'.repeat(1_048_576)}"]}`],
    ['with over 1 MB beside its list', 413, 'over 1 MB of JSON', `{"a":"${'x'.repeat(1_048_576)}"}`],
    [
      'with a number among 1,001 texts',
      400,
      'body.phone_numbers.1000 must be a string',
      `{"phone_numbers":[${'"1",'.repeat(1000)}1]}`,
    ],
    [
      'with a list among 1,001 contacts',
      400,
      'body.contacts.1000 must be an object',
      `{"contacts":[${'{},'.repeat(1000)}[]]}`,
    ],
    ['that is none', 422, 'not valid JSON', '{'],
  ])('is rejected %s', async (_, status, message, text) => {
    const { unreadable } = await parse(text);
    expect([unreadable?.status, unreadable?.message]).toEqual([status, expect.stringContaining(message)]);
  });
});

test.each([
  ['250,000 entries', `{"a":[${'0,'.repeat(249_999)}0]}`],
  ['1,000 levels', `${'['.repeat(1000)}${']'.repeat(1000)}`],
])('parseBody: accepts JSON with %s', async (_, text) => {
  expect((await parse(text)).body).toEqual(JSON.parse(text));
});

test('parseBody: passes the first 1,000 entries to the engine and keeps all', async () => {
  const phone_numbers = Array.from({ length: 3000 }, (_, row) => String(row));
  const { body, checked } = await parse(JSON.stringify({ filename: 'a', phone_numbers }));
  expect(body).toEqual({ filename: 'a', phone_numbers });
  expect(checked).toEqual({ filename: 'a', phone_numbers: phone_numbers.slice(0, 1000) });
});
