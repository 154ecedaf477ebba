import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import { isValidPhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { expect, test } from 'vitest';

const MAX = 250_000;

test('phoneNumbers: returns distinct US numbers in E.164, always the same', () => {
  const numbers = phoneNumbers(MAX);
  expect(new Set(numbers).size).toBe(MAX);
  expect(numbers.filter((number) => !/^\+1[2-9]\d\d555\d{4}$/.test(number))).toEqual([]);
  expect(phoneNumbers(1000)).toEqual(numbers.slice(0, 1000));
});

test('phoneNumbers: returns 555-01XX numbers first, which are reserved for fiction', () => {
  const numbers = phoneNumbers(35_901);
  expect(numbers.findIndex((number) => !/55501\d\d$/.test(number))).toBe(35_900);
});

test('phoneNumbers: returns valid geographic US numbers', () => {
  // Each area code with the first lines, a middle one and the last ones; all of them take half a minute.
  const all = phoneNumbers(MAX);
  const numbers = [...all.slice(0, 1000), ...all.slice(35_800, 36_800), ...all.slice(-1000)];
  for (const number of numbers) {
    const parsed = parsePhoneNumberFromString(number);
    expect([number, parsed?.country, parsed?.getType()]).toEqual([number, 'US', 'FIXED_LINE_OR_MOBILE']);
    expect(isValidPhoneNumber(number)).toBe(true);
  }
});

test('phoneNumbers: throws a RangeError when the count is not an integer from 0 to 250,000', () => {
  expect(phoneNumbers(0)).toEqual([]);
  for (const count of [-1, 1.5, MAX + 1, Number.NaN]) {
    expect(() => phoneNumbers(count)).toThrow(
      new RangeError(`count must be an integer from 0 to 250000, got ${count}.`),
    );
  }
});

test('phoneNumbers: the sandbox counts every number as valid', async () => {
  const sandbox = createSandbox();
  const response = await sandbox.fetch('https://app.optimaldial.com/api/v1/uploads', {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ phone_numbers: phoneNumbers(1000) }),
  });
  expect(await response.json()).toMatchObject({ valid_row_count: 1000, invalid_row_count: 0 });
});
