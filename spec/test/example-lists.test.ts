import { expect, test } from 'vitest';
import { at, spec } from './spec.ts';
import { errorsOf } from './schemas.ts';

// The request examples of createUpload must follow its rules: at least 100 valid numbers.

const FEWEST = 100;
/** Numbers reserved for fictitious use: 555-0100 to 555-0199. */
const FICTIONAL = /^\+1[2-9]\d{2}55501\d{2}$/;

const content = at(spec.paths, '/api/v1/uploads', 'post', 'requestBody', 'content');
const examples = Object.keys(content).flatMap((type) =>
  Object.keys(at(content, type, 'examples')).map(
    (name) => [type, name, at(content, type, 'examples', name, 'value')] as const,
  ),
);

/** The phone numbers of an example in any of the three formats. */
function numbersOf(example: Record<string, unknown>): unknown[] {
  const { phone_numbers: numbers, contacts, file, phone_column: column } = example;
  if (Array.isArray(numbers)) return numbers;
  if (Array.isArray(contacts)) return contacts.flatMap((contact) => Object.values(at(contact)));
  const [header = '', ...rows] = String(file).trim().split('\n');
  const index = header.split(',').indexOf(String(column));
  return rows.map((row) => row.split(',')[index]);
}

test('createUpload: both content types have examples, JSON first', () => {
  expect(Object.keys(content)).toEqual(['application/json', 'multipart/form-data']);
  expect(new Set(examples.map(([type]) => type))).toEqual(new Set(Object.keys(content)));
});

test.each(examples)('createUpload: the %s example %s has 100 distinct fictitious numbers', (_, __, value) => {
  const numbers = numbersOf(value);
  expect(new Set(numbers).size).toBeGreaterThanOrEqual(FEWEST);
  expect(numbers.filter((number) => !FICTIONAL.test(String(number)))).toEqual([]);
});

test.each(examples)('createUpload: the %s example %s matches its schema', (type, _, value) => {
  expect(errorsOf(at(content, type, 'schema'), value)).toEqual([]);
});
