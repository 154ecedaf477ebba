import * as fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import metadata from 'libphonenumber-js/min/metadata';
import { expect, test } from 'vitest';
import { toE164 } from '../src/sandbox/numbers.ts';

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

test('the short way comes to what the library does, whatever the shape', () => {
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

const strings = (value: unknown): string[] =>
  typeof value === 'string' ? [value] : Array.isArray(value) ? value.flatMap(strings) : [];

/** The alternatives of a pattern, but for those in brackets. */
function alternatives(pattern: string): string[] {
  const found = [''];
  let depth = 0;
  for (const sign of pattern) {
    depth += sign === '(' ? 1 : sign === ')' ? -1 : 0;
    if (sign === '|' && depth === 0) found.push('');
    else found.push((found.pop() ?? '') + sign);
  }
  return found;
}

// Where the library's metadata stand: what a number looks like, by what it begins, and its kinds.
const [PATTERN, LEADING, TYPES] = [2, 10, 11];

test('the last four digits decide nothing, in no country of +1', () => {
  const countries = metadata.country_calling_codes['1'] ?? [];
  expect(countries).toEqual(expect.arrayContaining(['US', 'CA', 'PR', 'JM']));
  for (const country of countries) {
    const plan: readonly unknown[] = metadata.countries[country] ?? [];
    const patterns = [...strings(plan[PATTERN]), ...strings(plan[TYPES])].flatMap(alternatives);
    expect(patterns).not.toEqual([]);
    for (const pattern of patterns.filter((one) => one !== '')) expect(pattern).toMatch(/\\d\{[4-9]\}$/);
    for (const leading of strings(plan[LEADING])) {
      expect(leading.replaceAll(/\[\d+\]/g, '0')).toMatch(/^\d{3,4}(\|\d{3,4})*$/);
    }
  }
});
