import { isOptimalDialError, OptimalDialError } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { verdictOf } from './transports.ts';

const { stackTraceLimit } = Error;

afterEach(() => {
  Error.stackTraceLimit = stackTraceLimit;
  Reflect.deleteProperty(Error, 'prepareStackTrace');
  vi.restoreAllMocks();
});

const make = () => new OptimalDialError('rate_limited', 'Wait.', { retryAfter: 12 });
const HEADER = 'OptimalDialError [rate_limited; next: retry; retryAfter: 12]: Wait.';

function expectRestored(error: OptimalDialError): void {
  const clone: unknown = structuredClone(error);
  expect(isOptimalDialError(clone)).toBe(true);
  expect(verdictOf(clone)).toEqual(verdictOf(error));
}

test('stack: has the verdict in its first line, then the frames', () => {
  const [first, second] = make().stack?.split('\n') ?? [];
  expect(first).toBe(HEADER);
  expect(second).toMatch(/^ {4}at .*stack\.test\.ts/);
});

test.each([[0], [undefined]])('stack: is only the header when Error.stackTraceLimit is %s', (limit) => {
  Reflect.set(Error, 'stackTraceLimit', limit);
  const error = make();
  expect(error.stack).toBe(HEADER);
  expectRestored(error);
});

test('stack: keeps frames without a header, as other engines have them', () => {
  Error.prepareStackTrace = () => 'make@file.js:1:2';
  const error = make();
  expect(error.stack).toBe(`${HEADER}\nmake@file.js:1:2`);
  expectRestored(error);
});

test('stack: is left alone when the program replaced it with something else than text', () => {
  Error.prepareStackTrace = (_, frames) => frames;
  const error = make();
  expect(error.stack).toBeInstanceOf(Array);
  expect(isOptimalDialError(error)).toBe(true);
});

test('stack: is read once for each error', () => {
  const prepare = vi.fn((error: Error) => String(error));
  Error.prepareStackTrace = prepare;
  const error = make();
  void error.stack;
  expect(isOptimalDialError(error)).toBe(true);
  expect(prepare).toHaveBeenCalledTimes(1);
});
