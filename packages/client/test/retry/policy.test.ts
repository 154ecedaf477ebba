import { expect, test } from 'vitest';
import { RedirectError } from '../../src/errors/api-error.ts';
import { ConnectionError, UnreadableResponseError } from '../../src/errors/call-error.ts';
import { InvalidInputError } from '../../src/errors/invalid-input.ts';
import { TimeoutError } from '../../src/errors/timeout.ts';
import { decide, type Decision, type Outcome, type RetryConditions } from '../../src/retry/policy.ts';

const call = { method: 'POST', path: '/api/v1/uploads', attempts: 1 };
const connection = (phase: ConnectionError['phase']) => new ConnectionError(call, phase, undefined);
const timeout = (limit: 'timeout' | 'deadline') => new TimeoutError(call, { limit, ms: 1, elapsed: 1 });
const unreadable = new UnreadableResponseError(call, new Response(), 'an empty body', '');

const IDEMPOTENT: RetryConditions = {
  nonIdempotent: false,
  replayable: true,
  retriesLeft: true,
  inTime: true,
};
const PAID: RetryConditions = { ...IDEMPOTENT, nonIdempotent: true };

const answered = (status: number): Outcome => ({ status, error: undefined, sent: true, aborted: false });
const failed = (error: unknown, sent = true): Outcome => ({ status: undefined, error, sent, aborted: false });

/** An outcome, and the decision for an idempotent and a non-idempotent request. */
const TABLE: readonly (readonly [string, Outcome, Decision, Decision])[] = [
  ...[200, 204].map((status) => [`${status}`, answered(status), 'return', 'return'] as const),
  ...[400, 401, 402, 403, 404, 409, 413, 415, 421, 422, 499].map(
    (status) => [`${status}`, answered(status), 'return', 'return'] as const,
  ),
  ['429', answered(429), 'retry', 'retry'],
  ...[408, 500, 502, 503, 504, 520, 524, 530].map(
    (status) => [`${status}`, answered(status), 'retry', 'unknown'] as const,
  ),
  ...[301, 307, 501, 505, 519, 531, 599].map(
    (status) => [`${status}`, answered(status), 'return', 'unknown'] as const,
  ),
  ['a connection that was refused', failed(connection('connect')), 'retry', 'retry'],
  ['a certificate that was not accepted', failed(connection('certificate')), 'return', 'return'],
  ['a connection that broke while sending', failed(connection('sending')), 'retry', 'unknown'],
  ['a connection that broke in the response', failed(connection('reading')), 'retry', 'unknown'],
  ['a timeout of the attempt', failed(timeout('timeout')), 'retry', 'unknown'],
  ['a timeout before anything was sent', failed(timeout('timeout'), false), 'retry', 'retry'],
  ['the deadline', failed(timeout('deadline')), 'return', 'unknown'],
  ['the deadline before anything was sent', failed(timeout('deadline'), false), 'return', 'return'],
  ['a success that is unreadable', failed(unreadable), 'retry', 'unknown'],
  ['a redirect that is hidden', failed(new RedirectError(call, 0)), 'return', 'unknown'],
  ['a file that could not be read', failed(new InvalidInputError('x')), 'return', 'return'],
  ['a mistake in fetch, after it had the body', failed(new Error('x')), 'return', 'unknown'],
  ['a key function that throws', failed(new Error('vault'), false), 'return', 'return'],
];

test.each(TABLE)('decide: %s', (_, outcome, idempotent, paid) => {
  expect(decide(outcome, IDEMPOTENT)).toBe(idempotent);
  expect(decide(outcome, PAID)).toBe(paid);
});

test.each(TABLE)(
  'decide: %s is not retried after an abort or without a replayable body, retries or time',
  (_, outcome) => {
    for (const limits of [{ replayable: false }, { retriesLeft: false }, { inTime: false }]) {
      expect(decide(outcome, { ...IDEMPOTENT, ...limits })).toBe('return');
      expect(decide(outcome, { ...PAID, ...limits })).not.toBe('retry');
    }
    expect(decide({ ...outcome, aborted: true }, IDEMPOTENT)).toBe('return');
    expect(decide({ ...outcome, aborted: true }, PAID)).not.toBe('retry');
  },
);

test.each([
  connection('connect'),
  timeout('deadline'),
  new InvalidInputError('x'),
  new Error('x'),
  'text',
  undefined,
])('decide: the abort reason %s does not reveal whether a request arrived', (reason) => {
  expect(decide({ ...failed(reason), aborted: true }, PAID)).toBe('unknown');
  expect(decide({ ...failed(reason, false), aborted: true }, PAID)).toBe('return');
});
