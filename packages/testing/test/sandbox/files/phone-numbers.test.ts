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
    }),
    { numRuns: 1000, seed: 1 },
  );
  expect(good).toBeGreaterThan(50);
});

test.each(['', '911', '555-0123', '4155550', '415555012'])(
  'toE164: rejects “%s”, which is too short',
  (text) => {
    expect(toE164(text)).toBeUndefined();
    expect(byTheLibrary(text)).toBeUndefined();
  },
);
