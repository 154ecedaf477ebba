import { isOptimalDialError, OptimalDialError, RateLimitError, ServerError } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { NEXT } from '../../src/errors/verdict/codes.ts';
import { isTransient } from '../../src/errors/transient.ts';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';
import { samples } from './samples.ts';

test.each(samples)('next: is $next when $title ($code)', async ({ make, code, next }) => {
  const error = await make();
  expect(error).toMatchObject({ code, next });
  expect(isTransient(error)).toBe(next === 'retry');
});

test('next: the samples cover every code', () => {
  expect([...new Set(samples.map(({ code }) => code))].toSorted()).toEqual(Object.keys(NEXT).toSorted());
});

test.each([
  [429, { 'retry-after': '12' }, RateLimitError, 12],
  [503, { 'retry-after': '0.5' }, ServerError, 0.5],
  [503, {}, ServerError, undefined],
])('retryAfter: after %i with %j', async (status, headers, type, seconds) => {
  const { client } = fakeFetch(() => Response.json({ detail: 'x' }, { status, headers }));
  const error = await rejection(client.uploads.retrieve(id));
  expect(error).toBeInstanceOf(type);
  expect(isOptimalDialError(error) && error.retryAfter).toBe(seconds);
  expect(String(error)).toContain(seconds === undefined ? 'Try again later.' : `Try again in ${seconds} s.`);
});

test('ServerError: does not suggest a retry when the status is not transient', async () => {
  const { client } = fakeFetch(() =>
    Response.json({ detail: 'x' }, { status: 501, headers: { 'retry-after': '3' } }),
  );
  const error = await rejection(client.uploads.retrieve(id));
  expect(error).toMatchObject({ next: 'give_up', message: expect.stringContaining('will fail again') });
  expect(error).not.toHaveProperty('retryAfter');
});

class JobError extends OptimalDialError {
  static {
    this.prototype.name = 'JobError';
  }
}

test('OptimalDialError: another package can construct and extend it', () => {
  const cause = new Error('x');
  const error = new JobError('job_failed', 'Failed.', { next: 'retry', retryAfter: 3, cause });
  expect(error).toMatchObject({ name: 'JobError', code: 'job_failed', next: 'retry', retryAfter: 3, cause });
  expect(isOptimalDialError(error)).toBe(true);
  expect(Object.keys(error)).not.toContain('cause');
  expect(new OptimalDialError('job_conflict', 'x')).not.toHaveProperty('cause');
});
