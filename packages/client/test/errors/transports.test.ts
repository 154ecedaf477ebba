import { inspect } from 'node:util';
import { isOptimalDialError, OptimalDialError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { NEXT, type ErrorCode, type Next } from '../../src/errors/verdict/codes.ts';
import { samples } from './samples.ts';
import { throughWorker, transports, verdictOf } from './transports.ts';

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(transports))('isOptimalDialError after %s', (_, send) => {
  test.each(samples)('restores the verdict when $title', async ({ make }) => {
    const error = await make();
    const before = verdictOf(error);
    const received = send(error);
    expect(isOptimalDialError(received)).toBe(true);
    expect(verdictOf(received)).toEqual(before);
    expect(verdictOf(error)).toEqual(before);
  });
});

const codes = Object.keys(NEXT) as ErrorCode[];
const verdicts: Next[] = ['retry', 'check', 'person', 'give_up'];
const anyError = fc
  .record({
    code: fc.constantFrom(...codes),
    message: fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('', ': ', 'a\nb', 'RateLimitError [timeout; next: retry]: x'),
    ),
    next: fc.option(fc.constantFrom(...verdicts), { nil: undefined }),
    retryAfter: fc.option(fc.double({ min: 0, max: 1e12, noNaN: true }), { nil: undefined }),
  })
  .map(({ code, message, ...details }) => new OptimalDialError(code, message, details));

test('isOptimalDialError: any chain of transports keeps the verdict', () => {
  fc.assert(
    fc.property(
      anyError,
      fc.array(fc.constantFrom(...Object.values(transports)), { minLength: 1, maxLength: 6 }),
      (error, chain) => {
        const before = verdictOf(error);
        let received: unknown = error;
        for (const send of chain) {
          received = send(received);
          expect(isOptimalDialError(received)).toBe(true);
          // -0 is 0 in JSON.
          expect(JSON.stringify(verdictOf(received))).toBe(JSON.stringify(before));
        }
      },
    ),
  );
});

test('isOptimalDialError: restores what a worker sends', async () => {
  const error = new OptimalDialError('rate_limited', 'Wait.', { retryAfter: 12 });
  for (const sent of [error, { error }, [error.toJSON()]]) {
    const received: unknown = await throughWorker(sent);
    const found = Object.values(received as object)[0] ?? received;
    expect(isOptimalDialError(found)).toBe(true);
    expect(verdictOf(found)).toEqual(verdictOf(error));
  }
});

test('isOptimalDialError: recognizes errors of a second copy of the package', async () => {
  vi.resetModules();
  const copy = await import('@optimaldial/client');
  expect(copy.OptimalDialError).not.toBe(OptimalDialError);
  const error = new copy.RateLimitError(
    {
      call: { method: 'GET', path: '/', attempts: 1 },
      status: 429,
      headers: new Headers(),
      body: {},
      retryAfter: 7,
    },
    'rate_limited',
    '',
  );
  expect(error).not.toBeInstanceOf(OptimalDialError);
  for (const send of [(value: unknown) => value, ...Object.values(transports)]) {
    const received = send(error);
    expect(isOptimalDialError(received)).toBe(true);
    expect(verdictOf(received)).toEqual(verdictOf(error));
  }
});

test('isOptimalDialError: restores toJSON after structuredClone', () => {
  const error = new OptimalDialError('timeout', 'Slow.', { retryAfter: 3 });
  const clone: unknown = structuredClone(error);
  expect(JSON.stringify(clone)).toBe('{}');
  expect(isOptimalDialError(clone)).toBe(true);
  expect(JSON.parse(JSON.stringify(clone))).toEqual(JSON.parse(JSON.stringify(error)));
  expect(clone).toBeInstanceOf(Error);
  expect(inspect(clone)).toContain('OptimalDialError [timeout; next: retry; retryAfter: 3]: Slow.\n');
});

test('isOptimalDialError: is false when a clone cannot be extended', () => {
  const error = new OptimalDialError('timeout', 'Slow.');
  expect(isOptimalDialError(Object.freeze(structuredClone(error)))).toBe(false);
  expect(isOptimalDialError(Object.freeze(JSON.parse(JSON.stringify(error))))).toBe(true);
});
