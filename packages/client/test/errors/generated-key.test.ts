import type { Client } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import {
  type FakeResponse,
  networkError,
  noResponse,
  rateLimited,
  respondWith,
  settle,
  useFakeClock,
} from '../support/fake-clock.ts';

useFakeClock();

const phone = '+14155550123';
const withoutKey = (client: Client) => client.contacts.create({ phone }, { timeout: 1000 });
const withKey = (client: Client) =>
  client.contacts.create({ phone, idempotency_key: 'k' }, { timeout: 1000 });

describe('contacts.create with a generated idempotency key', () => {
  // An outer retry would generate another key, and charge again.
  test.each<[string, FakeResponse[], string]>([
    ['every attempt fails with 503', [503], 'server'],
    ['every connection breaks', [networkError('ECONNRESET')], 'connection'],
    ['every attempt times out', [noResponse], 'timeout'],
    ['a 503 is followed by 429', [503, rateLimited(7200)], 'rate_limited'],
    ['a 503 is followed by a refused connection', [503, networkError('ECONNREFUSED')], 'connection'],
    ['a 503 is followed by 402', [503, 402], 'insufficient_credits'],
  ])('next: is check when %s', async (_, responses, code) => {
    const { client } = respondWith(responses);
    expect((await settle(withoutKey(client))).error).toMatchObject({
      code: 'outcome_unknown',
      next: 'check',
      cause: { code },
      message: expect.stringContaining('contacts.list'),
    });
  });

  test.each<[string, FakeResponse[], string, string]>([
    ['it was rejected with 429', [rateLimited(7200)], 'rate_limited', 'retry'],
    ['no connection was made', [networkError('ECONNREFUSED')], 'connection', 'retry'],
    ['it was rejected with 402', [402], 'insufficient_credits', 'person'],
  ])('next: is that of the error when %s', async (_, responses, code, next) => {
    const { client } = respondWith(responses);
    expect((await settle(withoutKey(client))).error).toMatchObject({ code, next });
  });

  test('resolves when a retry succeeds', async () => {
    const { client, requests } = respondWith([503, 200]);
    expect((await settle(withoutKey(client))).error).toBeUndefined();
    expect(requests).toHaveLength(2);
  });
});

test.each<[string, FakeResponse[], string]>([
  ['every attempt fails with 503', [503], 'server'],
  ['every connection breaks', [networkError('ECONNRESET')], 'connection'],
])('contacts.create with an own key: next is retry when %s', async (_, responses, code) => {
  const { client } = respondWith(responses);
  expect((await settle(withKey(client))).error).toMatchObject({ code, next: 'retry' });
});
