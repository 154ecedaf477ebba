import { array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { createColumnSample } from '../../src/node/inspect/column-sample.ts';
import { decodeText } from '../../src/node/inspect/decode-text.ts';
import { createNumberSet } from '../../src/node/inspect/number-set.ts';
import { readUsNumber } from '../../src/node/inspect/us-number.ts';

test.each([
  '2025550100',
  '12025550100',
  '+12025550100',
  '+1 (202) 555-0100',
  '1-202-555-0100',
  '202.555.0100',
  '202/555/0100',
  ' 202\u00A0555\u20110100 ',
  "'2025550100",
  '2025550100.0',
])('readUsNumber: accepts %j', (cell) => {
  expect(readUsNumber(cell)).toBe(2_025_550_100);
});

test.each([
  '',
  '555-0100',
  '1025550100',
  '2020550100',
  '202555010',
  '20255501000',
  '+2025550100',
  '+442025550100',
  '22025550100',
  '202555o100',
  '2025550100x',
  '2025-11-26',
])('readUsNumber: rejects %j', (cell) => {
  expect(readUsNumber(cell)).toBeUndefined();
});

const number = 2_025_550_100;

test.each([
  [
    'the named one of two that are filled alike',
    'ID,Phone',
    [
      [number, number],
      [number, number],
    ],
    1,
  ],
  [
    'the one with more numbers of two that are named',
    'Mobile,Phone',
    [
      ['', number],
      [number, number],
    ],
    1,
  ],
  ['the one that is not a fax number', 'Fax number,Phone', [[number, number]], 1],
  [
    'one without a telling name',
    'Name,Contact',
    [
      ['Kim', number],
      ['Lee', number],
    ],
    1,
  ],
  ['none whose name alone fits', 'Phone type,Contact', [['mobile', number]], 1],
  ['none that is mostly something else', 'Phone', [['none'], ['none'], [number]], undefined],
  ['none with a duplicate name', 'Phone,Phone', [[number, number]], undefined],
  ['none without a name', ',Name', [[number, 'Kim']], undefined],
  ['none if nothing is a number', 'Name,Mail', [['Kim', 'kim@example.com']], undefined],
  ['a named one without values', 'Name,work_tel', [], 1],
])('createColumnSample: proposes %s', (_, columns, rows, proposed) => {
  const sample = createColumnSample(columns.split(','));
  for (const row of rows) sample.add(row.map(String));
  expect(sample.propose()).toBe(proposed);
});

test('createColumnSample: is complete after 1,000 rows, or fewer of a wide table', () => {
  const [narrow, wide] = [
    createColumnSample(['Phone']),
    createColumnSample(Array.from({ length: 2000 }, String)),
  ];
  for (let row = 0; row < 999; row++) narrow.add([]);
  for (let row = 0; row < 99; row++) wide.add([]);
  expect([narrow.isComplete, wide.isComplete]).toEqual([false, false]);
  narrow.add([]);
  wide.add([]);
  expect([narrow.isComplete, wide.isComplete]).toEqual([true, true]);
});

test('createNumberSet: counts what a Set counts', () => {
  // A narrow range for duplicates, and differences of 2³² for collisions.
  const numbers = array(integer({ min: 0, max: 3000 }), { maxLength: 5000, size: 'max' });
  assert(
    property(numbers, (steps) => {
      const [set, expected] = [createNumberSet(), new Set<number>()];
      for (const step of steps) {
        const value = 2_000_000_001 + (step % 2) * 2 ** 32 + step;
        set.add(value);
        expected.add(value);
      }
      expect(set.size).toBe(expected.size);
    }),
    { numRuns: 50 },
  );
});

test('decodeText: keeps characters that are split over chunks, and replaces one that never ends', () => {
  const decode = decodeText((problem) => new Error(problem));
  const [first, ...others] = new TextEncoder().encode('\uFEFFZoë ☎ 😀');
  const bytes = [first ?? 0, ...others].slice(0, -1);
  const text = bytes.map((byte) => decode(Uint8Array.of(byte))).join('') + decode();
  expect(text).toBe('Zoë ☎ \uFFFD');
});
