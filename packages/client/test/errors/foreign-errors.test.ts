import { isOptimalDialError, OptimalDialError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const ours = new OptimalDialError('timeout', 'Slow.');
const json = { ...ours.toJSON() };

class ForeignError extends Error {
  code = 'timeout';
  next = 'retry';
  override name = 'TimeoutError';
}

test.each<[string, unknown]>([
  ['an error with a code', Object.assign(new Error('x'), { code: 'timeout' })],
  ['an error with a code and a verdict', Object.assign(new Error('x'), { code: 'timeout', next: 'retry' })],
  ['an error of Node.js', Object.assign(new Error('x'), { code: 'ECONNRESET', name: 'TimeoutError' })],
  ['an instance of a foreign class', new ForeignError('x')],
  ['a foreign error whose message is a header', new Error(ours.stack)],
  ['an error that wraps ours', new Error('failed', { cause: ours })],
  ['an error with our header and another message', Object.assign(new Error('x'), { stack: ours.stack })],
  ['an unknown code', { ...json, code: 'toString' }],
  ['an unknown verdict', { ...json, next: 'later' }],
  ['JSON without a verdict', { ...json, next: undefined }],
  ['JSON with a name that is not an error', { ...json, name: 'Timeout' }],
  ['JSON without a message', { ...json, message: undefined }],
  ['JSON with an invalid retryAfter', { ...json, retryAfter: 'soon' }],
  ['an array', [json]],
  ['text', JSON.stringify(json)],
  ['an object whose prototype has no constructor', Object.create(Object.create(null))],
])('isOptimalDialError: is false for %s', (_, value) => {
  const before = Object.getPrototypeOf(Object(value));
  expect(isOptimalDialError(value)).toBe(false);
  expect(Object.getPrototypeOf(Object(value))).toBe(before);
});

test('isOptimalDialError: is false for any foreign value or error', () => {
  const values = fc.anything({ withNullPrototype: true, withMap: true, withDate: true });
  const errors = fc
    .tuple(
      fc.string(),
      fc.dictionary(fc.constantFrom('code', 'name', 'status', 'cause', 'stack'), fc.string()),
    )
    .map(([message, own]) => Object.assign(new Error(message), own));
  fc.assert(
    fc.property(fc.oneof(values, errors), (value) => {
      expect(isOptimalDialError(value)).toBe(false);
    }),
  );
});
