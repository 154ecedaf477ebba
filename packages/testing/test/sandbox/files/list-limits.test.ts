import { describe, expect, test } from 'vitest';
import { ListError } from '../../../src/sandbox/files/list-error.ts';
import { readList } from '../../../src/sandbox/files/phone-list.ts';
import { toE164 } from '../../../src/sandbox/files/phone-numbers.ts';

const phone = (row: number): string => `415555${String(100 + (row % 100)).padStart(4, '0')}`;
const phones = (rows: number): string[] => Array.from({ length: rows }, (_, row) => phone(row));
const csv = (text: string, phone_column = 'Phone') => ({ file: new File([text], 'list.csv'), phone_column });

test.each([
  ['CRLF, then LF', `Phone\r\n${phones(120).join('\r\n')}\r\n${phones(120).join('\n')}\n`],
  ['CR only, without a last line break', `Phone\r${phones(240).join('\r')}`],
  [
    'Excel text formulas',
    `Phone\n${phones(240)
      .map((one) => `="${one}"`)
      .join('\n')}`,
  ],
  ['decimals', `Phone\n${phones(240).join('.0\n')}.0\n`],
])('readList: counts 240 rows with %s', async (_, text) => {
  expect(await readList(csv(text))).toMatchObject({ total: 240, valid: 240, invalid: 0 });
});

test.each([
  ['4155550123.0', '+14155550123'],
  ['14155550123.00', '+14155550123'],
  [' 4155550123.0 ', '+14155550123'],
  ['4.155550123E9', '+14155550123'],
  ['4.155550123e+09', '+14155550123'],
  ['4.15555012E9', '+14155550120'],
  ['1.4155550123E10', '+14155550123'],
  ['4.15555012300E9', '+14155550123'],
  ['="4155550123"', '+14155550123'],
  // Excel's scientific notation loses digits, and a fraction isn't a phone number.
  ['4.16222E+09', undefined],
  ['4155550123.5', undefined],
  ['4.1555501234E9', undefined],
])('toE164: parses %s as %s', (text, number) => expect(toE164(text)).toBe(number));

/** Returns the example name and the message of the error for a list. */
async function refusal(body: unknown): Promise<[string, string]> {
  try {
    await readList(body);
  } catch (error) {
    if (error instanceof ListError) return [error.example, error.message];
    throw error;
  }
  throw new Error('The list was taken.');
}

describe('readList: rejects', () => {
  test.each([
    ['an unterminated quote', csv('Phone\n1\n"2\n3'), 'The quote on line 3 is never closed'],
    ['UTF-16', csv('\0P\0h'), 'contains a NUL character'],
    ['an empty file', csv(''), 'The file is empty'],
    ['a file of blank lines', csv('\n\n'), 'The file has no rows'],
    ['an empty phone_column', csv('Phone\n1', ''), 'phone_column is required'],
    ['a column that is not there', csv('Tel\n1'), 'no column named "Phone"'],
    ['semicolons', csv('Name;Phone\nAda;1'), 'separate its columns with commas'],
    [
      'contacts without the named field',
      { contacts: [{ a: 1 }], phone_column: 'b' },
      'has a field named "b"',
    ],
    ['contacts without a field for the number', { contacts: [{ a: 1 }] }, 'Set phone_column'],
    ['both kinds of list', { contacts: [], phone_numbers: [] }, 'Send exactly one'],
  ])('%s with bad_request', async (_, body, message) => {
    expect(await refusal(body)).toEqual(['bad_request', expect.stringContaining(message)]);
  });

  test.each([
    ['250,001 rows', () => csv(`Phone\n${'1\n'.repeat(250_001)}`), 'more than 250,000 rows'],
    [
      '250,001 entries',
      () => ({ phone_numbers: Array.from({ length: 250_001 }, () => '1') }),
      'more than 250,000 entries',
    ],
    ['104,857,601 bytes', () => csv('x'.repeat(104_857_601)), 'over 100 MB'],
    [
      'contacts with 20,000 different fields',
      () => ({ contacts: Array.from({ length: 20_000 }, (__, row) => ({ phone: '1', [`f${row}`]: 1 })) }),
      'more than 16,384 different fields',
    ],
    [
      'contacts that fill over 100 MB of CSV',
      () => ({ contacts: Array.from({ length: 15_000 }, (__, row) => ({ phone: '1', [`f${row}`]: 1 })) }),
      'over 100 MB when written as CSV',
    ],
  ])('%s with too_large', async (_, body, message) => {
    expect(await refusal(body())).toEqual(['too_large', expect.stringContaining(message)]);
  });
});

test('readList: accepts 250,000 rows', async () => {
  expect(await readList(csv(`Phone\n${'1\n'.repeat(250_000)}`))).toMatchObject({ total: 250_000, valid: 0 });
});

test('readList: uses the name of the file when filename_override is empty', async () => {
  expect(await readList({ ...csv('Phone\n1'), filename_override: '' })).toMatchObject({
    filename: 'list.csv',
  });
});

test('readList: writes each contact field to its own column in any order', async () => {
  const contacts = [
    { phone: '1', name: 'Ada' },
    { city: 'Paris', phone: '2' },
    { name: 'Bob', city: 'Rome' },
  ];
  const { original } = await readList({ contacts });
  expect(await original.text()).toBe('phone,name,city\r\n1,Ada,\r\n2,,Paris\r\n,Bob,Rome\r\n');
});

test('readList: yields to the event loop while it writes contacts with many fields', async () => {
  const contacts = Array.from({ length: 2000 }, (_, row) => ({ phone: '1', [`f${row}`]: 1 }));
  let turns = 0;
  const count = (): void => {
    turns += 1;
    next = setImmediate(count);
  };
  let next = setImmediate(count);
  await readList({ contacts });
  clearImmediate(next);
  expect(turns).toBeGreaterThan(10);
});
