import { type Client, ConnectionError, InvalidInputError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import {
  networkError,
  noResponse,
  rateLimited,
  respondWith,
  settle,
  signalWithoutReason,
  useFakeClock,
} from '../support/fake-clock.ts';
import { apiKey, id, phoneList } from '../support/fake-fetch.ts';

useFakeClock();

const sibling = new ConnectionError(
  { method: 'POST', path: '/api/v1/uploads', attempts: 1 },
  'connect',
  networkError('ECONNREFUSED'),
);
const REASONS: [string, unknown][] = [
  ['an error', new Error('enough')],
  ["a sibling's ConnectionError", sibling],
  ['an InvalidInputError', new InvalidInputError('x')],
  ['a string', 'enough'],
  ['null', null],
  ['zero', 0],
];

const calls: [string, (client: Client, signal: AbortSignal) => Promise<unknown>][] = [
  ['retrieve', (client, signal) => client.uploads.retrieve(id, { signal })],
  ['create', (client, signal) => client.uploads.create(phoneList, { signal })],
  ['cancel', (client, signal) => client.uploads.cancel(id, { signal })],
];

describe.each(calls)('abort during %s', (_, call) => {
  test.each(REASONS)('sends nothing more when onAttempt aborts with %s', async (__, reason) => {
    for (const failure of [rateLimited(2), networkError('ECONNREFUSED')]) {
      const ends = new AbortController();
      const { client, requests } = respondWith([failure, 200], { onAttempt: () => ends.abort(reason) });
      const { error, ms } = await settle(call(client, ends.signal));
      expect(error).toBe(reason);
      expect(ms).toBe(0);
      expect(requests).toHaveLength(1);
    }
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'sends nothing more when aborted %i microtasks after onAttempt',
    async (turns) => {
      const reason = new Error('enough');
      const ends = new AbortController();
      const later = async () => {
        for (let turn = 0; turn < turns; turn++) await Promise.resolve();
        ends.abort(reason);
      };
      const { client, requests } = respondWith([rateLimited(2), 200], { onAttempt: () => void later() });
      expect((await settle(call(client, ends.signal))).error).toBe(reason);
      expect(requests).toHaveLength(1);
    },
  );

  test.each(REASONS)('sends nothing when the apiKey function aborts with %s', async (__, reason) => {
    const ends = new AbortController();
    const keyed = () => {
      ends.abort(reason);
      return apiKey;
    };
    const { client, requests } = respondWith([200], { apiKey: keyed });
    expect((await settle(call(client, ends.signal))).error).toBe(reason);
    expect(requests).toHaveLength(0);
  });

  test('sends nothing more when aborted as the backoff ends', async () => {
    const ends = new AbortController();
    const { client, requests } = respondWith([rateLimited(2), 200]);
    setTimeout(() => ends.abort('enough'), 2000);
    expect((await settle(call(client, ends.signal))).error).toBe('enough');
    expect(requests).toHaveLength(1);
  });

  test('rejects with an AbortError when the signal has no reason', async () => {
    const before = signalWithoutReason();
    before.abort();
    const { client, requests } = respondWith([rateLimited(2), 200]);
    expect((await settle(call(client, before.signal))).error).toMatchObject({ name: 'AbortError' });
    expect(requests).toHaveLength(0);
    const during = signalWithoutReason();
    setTimeout(during.abort, 1000);
    expect((await settle(call(client, during.signal))).error).toMatchObject({ name: 'AbortError' });
    expect(requests).toHaveLength(1);
  });
});

test.each(REASONS)('abort: makes the outcome of a request in flight unknown, with %s', async (__, reason) => {
  for (const inside of [true, false]) {
    const ends = new AbortController();
    const { client, requests } = respondWith([
      () => {
        if (inside) ends.abort(reason);
        else setTimeout(() => ends.abort(reason), 10);
        return noResponse();
      },
    ]);
    const { error } = await settle(client.uploads.create(phoneList, { signal: ends.signal }));
    expect(error).toMatchObject({ code: 'outcome_unknown' });
    expect(error).toHaveProperty('cause', reason);
    expect(requests).toHaveLength(1);
  }
});

test('abort: returns a received result when onAttempt aborts', async () => {
  const ends = new AbortController();
  const { client } = respondWith([200], { onAttempt: () => ends.abort() });
  expect((await settle(client.uploads.create(phoneList, { signal: ends.signal }))).value).toMatchObject({
    id: 'x',
  });
});
