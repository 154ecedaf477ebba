import * as fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { expect, test } from 'vitest';
import { toE164 } from '../../../src/sandbox/files/phone-numbers.ts';

const byTheLibrary = (text: string): string | undefined => {
  const number = parsePhoneNumberFromString(text, 'US');
  return number?.isValid() && ['US', 'CA'].includes(number.country ?? '') ? number.number : undefined;
};

const digits = (count: number) => fc.stringMatching(new RegExp(`^\\d{${count}}$`));
const number = fc.tuple(
  fc.constantFrom('', '+1', '1', '+1 ', '1-', '+', '011', '0', '00 1 '),
  fc.constantFrom(['(', ') '], ['(', ')'], ['', ''], ['', ' '], ['', '-'], ['', '.'], ['(', ''], [' ', ')']),
  digits(3),
  digits(3),
  fc.constantFrom('', ' ', '-', '.', '/', '  '),
  digits(4),
  fc.constantFrom('', ' ', ' ext. 12', 'x3', '5'),
);

test('toE164: equals libphonenumber for any notation', () => {
  let good = 0;
  fc.assert(
    fc.property(number, ([prefix, [open, close], area, exchange, between, line, end]) => {
      const text = `${prefix}${open}${area}${close}${exchange}${between}${line}${end}`;
      const expected = byTheLibrary(text);
      if (expected !== undefined) good += 1;
      expect(toE164(text)).toBe(expected);
      // And again, now that its block is known.
      expect(toE164(`${area}${exchange}${line}`)).toBe(byTheLibrary(`${area}${exchange}${line}`));
    }),
    { numRuns: 5000, seed: 1 },
  );
  expect(good).toBeGreaterThan(250);
}, 30_000);

// The sandbox remembers the outcome of a block of 10,000 numbers, so it must not depend on the last four digits.
test('libphonenumber: accepts all or none of a block of 10,000 numbers, for every area code', () => {
  const split: string[] = [];
  for (let area = 200; area < 1000; area++) {
    // Toll-free, premium and personal area codes have rules for the exchange too, most of them at its ends.
    for (const exchange of [
      '200',
      '222',
      '234',
      '310',
      '370',
      '404',
      '500',
      '523',
      '544',
      '555',
      '700',
      '899',
      '976',
      '999',
    ]) {
      const block = `${area}${exchange}`;
      const outcomes = ['0000', '0100', '1234', '5678', '9999'].map(
        (line) => byTheLibrary(block + line) !== undefined,
      );
      if (new Set(outcomes).size > 1) split.push(block);
    }
  }
  expect(split).toEqual([]);
});
