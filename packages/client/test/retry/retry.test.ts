import {
  AuthenticationError,
  ConnectionError,
  RateLimitError,
  ServerError,
  UnreadableResponseError,
} from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { answering, broken, moved, useMovedClock, type Short } from '../support/clock.ts';
import { id, path, stub } from '../support/stub.ts';

useMovedClock();

const raw = { params: { path: { upload_id: id } } };
const limited =
  (headers: Record<string, string>, detail: unknown = 'Slow down') =>
  () =>
    Response.json({ detail }, { status: 429, headers });

const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();
const state = (status: string) => () =>
  Response.json({ id, status, credits_refunded: 120, original_filename: 'x' });

describe('retry: a transient failure of a GET', () => {
  const passing: [string, Short][] = [
    ...[408, 429, 500, 502, 503, 504, 520, 524, 530].map((status): [string, Short] => [
      String(status),
      status,
    ]),
    ['a connection that broke', broken('ECONNRESET')],
    ['a connection refused', broken('ECONNREFUSED')],
    ['an empty 200', () => new Response('', { headers: { 'content-type': 'application/json' } })],
    ['a truncated 200', () => new Response('{"id":', { headers: { 'content-type': 'application/json' } })],
  ];
  test.each(passing)('succeeds on the second attempt after %s', async (_, failure) => {
    for (const face of ['convenience', 'raw'] as const) {
      const { client, seen } = answering([failure, 200]);
      const { value } = await moved(
        face === 'raw'
          ? client.GET('/api/v1/uploads/{upload_id}', raw).then(({ data }) => data)
          : client.uploads.retrieve(id),
      );
      expect(value).toMatchObject({ status: 'completed' });
      expect(seen).toHaveLength(2);
    }
  });

  test('fails after two retries with exponential backoff and reports the attempts', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { client, asked } = answering([503]);
    const { error } = await moved(client.uploads.retrieve(id));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ attempts: 3, message: expect.stringContaining('tried 3 times') });
    expect(asked).toEqual([0, 500, 1500]);
  });

  test('uses full jitter and caps the backoff at 8 s', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const soon = answering([503]);
    await moved(soon.client.uploads.retrieve(id));
    expect(soon.asked).toEqual([0, 0, 0]);
    random.mockReturnValue(1);
    const late = answering([503], { maxRetries: 8 });
    await moved(late.client.uploads.retrieve(id));
    const pauses = late.asked.slice(1).map((at, index) => at - (late.asked[index] ?? 0));
    expect(pauses).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  });

  test('uses maxRetries of the call before that of the client, and 0 disables retries', async () => {
    const none = answering([503], { maxRetries: 0 });
    await moved(none.client.uploads.retrieve(id));
    expect(none.seen).toHaveLength(1);
    await moved(none.client.uploads.retrieve(id, { maxRetries: 4 }));
    expect(none.seen).toHaveLength(6);
  });
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422, 501, 505, 301])(
  'retry: does not retry a %i',
  async (status) => {
    const { client, seen } = answering([status]);
    const { error } = await moved(client.uploads.retrieve(id));
    expect(error).toMatchObject({ status, attempts: 1, path });
    expect(seen).toHaveLength(1);
  },
);

test('apiKey function: is called for each attempt, and a 401 is not retried', async () => {
  let keys = 0;
  const apiKey = () => `od_live_${String(++keys).padStart(32, '0')}`;
  const { client, seen } = answering([503, 200], { apiKey });
  await moved(client.uploads.retrieve(id));
  expect(seen.map(({ headers }) => headers.get('authorization')?.at(-1))).toEqual(['1', '2']);
  const refused = answering([401], { apiKey });
  expect((await moved(refused.client.uploads.retrieve(id))).error).toBeInstanceOf(AuthenticationError);
  expect(keys).toBe(3);
});

describe('retry: Retry-After', () => {
  const asks: [string, () => Short, number, number][] = [
    ['2 seconds', () => limited({ 'retry-after': '2' }), 2000, 2000],
    ['a date 3 s ahead', () => limited({ 'retry-after': inMs(3000) }), 2000, 3000],
    ['a date in the past', () => limited({ 'retry-after': inMs(-60_000) }), 100, 100],
    ['0 seconds', () => limited({ 'retry-after': '0' }), 100, 100],
    ['2 seconds, sent twice', () => limited({ 'retry-after': '2, 2' }), 2000, 2000],
    ['a decimal', () => limited({ 'retry-after': '1.5' }), 1500, 1500],
    ['garbage', () => limited({ 'retry-after': 'soon' }), 250, 250],
    ['a negative number', () => limited({ 'retry-after': '-5' }), 250, 250],
    [
      'the body alone',
      () => limited({}, { error: 'rate_limit_exceeded', retry_after_seconds: 7 }),
      7000,
      7000,
    ],
    [
      'the header and the body',
      () => limited({ 'retry-after': '2' }, { retry_after_seconds: 7 }),
      2000,
      2000,
    ],
    [
      'a 503 with 4 seconds',
      () => () => new Response('{}', { status: 503, headers: { 'retry-after': '4' } }),
      4000,
      4000,
    ],
  ];
  test.each(asks)('waits for %s', async (_, answer, least, most) => {
    vi.setSystemTime('2026-04-24T12:00:00Z');
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { client, asked } = answering([answer(), 200]);
    await moved(client.uploads.retrieve(id));
    expect(asked).toHaveLength(2);
    expect(asked[1]).toBeGreaterThanOrEqual(least);
    expect(asked[1]).toBeLessThanOrEqual(most);
  });

  test('rejects at once when it exceeds the remaining deadline', async () => {
    const { client, seen } = answering([limited({ 'retry-after': '30' })]);
    const { error, ms } = await moved(client.uploads.retrieve(id, { deadline: 20_000 }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfter: 30 });
    expect([ms, seen.length]).toEqual([0, 1]);
  });
});

test('retry: concurrent calls count their attempts separately', async () => {
  const { client, seen } = stub(() => new Response('{}', { status: 503 }), { maxRetries: 2 });
  const calls = Array.from({ length: 5 }, () => client.uploads.retrieve(id));
  await Promise.all(calls.map(moved));
  expect(seen).toHaveLength(15);
});

describe('retry: idempotent writes', () => {
  const webhook = { params: { path: { webhook_id: id } } };
  test('PATCH and DELETE are retried, and a 404 to a retried DELETE is a success', async () => {
    const patch = answering([502, 200]);
    await moved(patch.client.webhooks.update(id, { description: 'x' }));
    expect(patch.seen).toHaveLength(2);

    const { client, seen } = answering([broken('ECONNRESET'), 404]);
    expect((await moved(client.webhooks.delete(id))).error).toBeUndefined();
    expect(seen).toHaveLength(2);
    const first = answering([404]);
    expect((await moved(first.client.webhooks.delete(id))).error).toMatchObject({ code: 'not_found' });
    // Refused before it was processed: the 404 is no echo of an own success.
    const held = answering([limited({ 'retry-after': '1' }), 404]);
    expect((await moved(held.client.webhooks.delete(id))).error).toMatchObject({ code: 'not_found' });
    const rawCall = answering([504, 404]);
    const { value } = await moved(rawCall.client.DELETE('/api/v1/webhooks/{webhook_id}', webhook));
    expect(value?.error).toBeUndefined();
  });

  test('a cancel that is refused after an ambiguous failure is read back', async () => {
    const upload = answering([broken('ECONNRESET'), 409, state('cancelled')]);
    expect((await moved(upload.client.uploads.cancel(id))).value).toEqual({
      status: 'cancelled',
      credits_refunded: 120,
    });
    expect(upload.seen.map(({ init }) => init.method)).toEqual(['DELETE', 'DELETE', 'GET']);

    const contact = answering([504, 400, state('discarded')]);
    expect((await moved(contact.client.contacts.cancel(id))).value).toMatchObject({
      status: 'cancelled',
      contact_id: id,
    });
    const running = answering([504, 409, state('processing')]);
    expect((await moved(running.client.uploads.cancel(id))).error).toMatchObject({ status: 409 });
    const once = answering([409, state('cancelled')]);
    expect((await moved(once.client.uploads.cancel(id))).error).toMatchObject({ status: 409 });
  });
});

test('retry: sends a one-shot body once', async () => {
  const { client, seen } = answering([429, 200]);
  const body = new ReadableStream();
  // As JavaScript calls it: the types know no such body.
  const post = client.POST('/api/v1/uploads', { body: body as never });
  expect((await moved(post)).value).toMatchObject({
    error: { detail: 'Because' },
    response: { status: 429 },
  });
  expect(seen).toHaveLength(1);
  expect(seen[0]?.init).toMatchObject({ body, duplex: 'half' });
});

test('retry: throws the last error when all attempts fail', async () => {
  const lost = answering([broken('ECONNRESET')]);
  expect((await moved(lost.client.uploads.retrieve(id))).error).toBeInstanceOf(ConnectionError);
  const page = answering([
    () => new Response('<html>', { headers: { 'content-type': 'text/html', 'x-request-id': 'req-9' } }),
  ]);
  const { error } = await moved(page.client.uploads.retrieve(id));
  expect(error).toBeInstanceOf(UnreadableResponseError);
  expect(error).toMatchObject({ attempts: 3, requestId: 'req-9' });
});

test.each([{ maxRetries: -1 }, { maxRetries: 1.5 }, { timeout: -1 }, { deadline: Number.NaN }])(
  'limits: reject %o in the client and in a call',
  async (limits) => {
    expect(() => answering([200], limits)).toThrow(expect.objectContaining({ code: 'configuration' }));
    const { client, seen } = answering([200]);
    expect((await moved(client.uploads.retrieve(id, limits))).error).toMatchObject({ code: 'invalid_input' });
    expect(seen).toHaveLength(0);
  },
);
