import { createClient, type ClientOptions, type Limiter } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { rateLimited, resultOf, useFakeClock } from '../support/fake-clock.ts';
import { apiKey, fakeFetch, id, phoneList, rejection } from '../support/fake-fetch.ts';

useFakeClock();

const ok = () => Response.json({ id, status: 'ready_for_processing' });
const UPLOADS = '/api/v1/uploads';

const fail = (): never => {
  throw new Error('broken');
};

/** A limiter that lets everything pass, and records its calls. */
function openLimiter() {
  return { acquire: vi.fn<Limiter['acquire']>(async () => undefined), limited: vi.fn() };
}

test('limiter: is acquired before each attempt of a write, and not for reads', async () => {
  const limiter = openLimiter();
  const acquired: number[] = [];
  const { client } = fakeFetch(
    (call) => {
      acquired.push(limiter.acquire.mock.calls.length);
      return call === 1 ? rateLimited(2)() : ok();
    },
    { limiter, maxRetries: 2 },
  );
  const created = resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(2000);
  expect((await created).error).toBeUndefined();
  expect(acquired).toEqual([1, 2]);
  const signal = expect.any(AbortSignal) as AbortSignal;
  expect(limiter.acquire).toHaveBeenCalledWith({ method: 'POST', path: UPLOADS, signal });
  await client.uploads.retrieve(id);
  expect(limiter.acquire).toHaveBeenCalledTimes(2);
});

test('limiter: learns of a 429 to a write, and of how long it lasts', async () => {
  const limiter = openLimiter();
  const { client } = fakeFetch(rateLimited(7), { limiter });
  await resultOf(client.uploads.create(phoneList));
  expect(limiter.limited.mock.calls).toEqual([[{ method: 'POST', path: UPLOADS, retryAfter: 7 }]]);
  await resultOf(client.uploads.retrieve(id));
  expect(limiter.limited).toHaveBeenCalledTimes(1);
});

test('limiter: delays a write until it resolves', async () => {
  const pass = Promise.withResolvers<void>();
  const { client, requests } = fakeFetch(ok, { limiter: { acquire: () => pass.promise } });
  const created = resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(requests).toHaveLength(0);
  pass.resolve();
  expect((await created).error).toBeUndefined();
  expect(requests).toHaveLength(1);
});

test.each([
  ['rejects', () => Promise.reject(new Error('redis://user:password@host'))],
  [
    'throws',
    () => {
      throw new Error('redis://user:password@host');
    },
  ],
])('limiter: the call fails before it is sent when acquire %s', async (_, acquire) => {
  const { client, requests } = fakeFetch(ok, { limiter: { acquire }, maxRetries: 2 });
  const error = await rejection(client.uploads.create(phoneList));
  expect(error).toMatchObject({ name: 'LimiterError', code: 'limiter', next: 'retry', attempts: 0 });
  expect(String(error)).not.toContain('password');
  expect(requests).toHaveLength(0);
});

test('limiter: the outcome is unknown when acquire fails before the retry of a write that may have run', async () => {
  const acquire = vi.fn<Limiter['acquire']>(async () => undefined);
  acquire.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('down'));
  const { client } = fakeFetch(() => Response.json({}, { status: 503 }), {
    limiter: { acquire },
    maxRetries: 2,
  });
  const created = resultOf(client.contacts.create({ phone: phoneList.phone_numbers[0] ?? '' }));
  await vi.advanceTimersByTimeAsync(60_000);
  expect((await created).error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'limiter' } });
});

test('limiter: nothing is sent when the deadline passes or the call is aborted while it waits', async () => {
  const signals: AbortSignal[] = [];
  const acquire: Limiter['acquire'] = ({ signal }) => {
    signals.push(signal);
    return new Promise(() => {});
  };
  const { client, requests } = fakeFetch(ok, { limiter: { acquire } });
  const late = resultOf(client.uploads.create(phoneList, { deadline: 5000, timeout: 5000 }));
  await vi.advanceTimersByTimeAsync(5000);
  expect((await late).error).toMatchObject({ code: 'timeout', limit: 'deadline' });
  const controller = new AbortController();
  const aborted = resultOf(client.uploads.create(phoneList, { signal: controller.signal }));
  await vi.advanceTimersByTimeAsync(0);
  controller.abort('stop');
  expect((await aborted).error).toBe('stop');
  expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
  expect(requests).toHaveLength(0);
});

test('limiter: calls behind a 429 continue when acquire fails for the one that goes first', async () => {
  let fails = false;
  const acquire = async () => {
    if (fails) {
      fails = false;
      throw new Error('down');
    }
  };
  const { client, requests } = fakeFetch((call) => (call === 1 ? rateLimited(2)() : ok()), {
    limiter: { acquire },
    maxRetries: 2,
  });
  const first = resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(0);
  fails = true;
  const second = resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(10_000);
  const results = await Promise.all([first, second]);
  expect(results.filter(({ error }) => error !== undefined)).toHaveLength(1);
  expect(requests).toHaveLength(2);
});

test('limiter: an observer that throws is ignored', async () => {
  const { client } = fakeFetch(rateLimited(7), { limiter: { ...openLimiter(), limited: fail } });
  expect((await resultOf(client.uploads.create(phoneList))).error).toMatchObject({ code: 'rate_limited' });
});

test.each([null, {}, 'limiter', { acquire: 1 }])('limiter: %j is rejected', (limiter) => {
  const untyped: any = { apiKey, limiter } satisfies Record<
    keyof Pick<ClientOptions, 'apiKey' | 'limiter'>,
    unknown
  >;
  expect(() => createClient(untyped)).toThrow(expect.objectContaining({ code: 'configuration' }));
});
