import {
  AuthenticationError,
  ConnectionError,
  RateLimitError,
  ServerError,
  UnreadableResponseError,
} from '@optimaldial/client';
import { describe, expect, test, vi } from 'vitest';
import { type FakeResponse, networkError, respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, path } from '../support/fake-fetch.ts';

useFakeClock();

const raw = { params: { path: { upload_id: id } } };
const limited =
  (headers: Record<string, string>, detail: unknown = 'Slow down', status = 429) =>
  () =>
    Response.json({ detail }, { status, headers });

const inMs = (ms: number) => new Date(Date.now() + ms).toUTCString();

describe('retry: a transient failure of a GET', () => {
  const advanceUntilSettled: [string, FakeResponse][] = [
    ...[408, 429, 500, 502, 503, 504, 520, 524, 530].map((status): [string, FakeResponse] => [
      String(status),
      status,
    ]),
    ['a connection that broke', networkError('ECONNRESET')],
    ['a connection refused', networkError('ECONNREFUSED')],
    ['an empty 200', () => new Response('', { headers: { 'content-type': 'application/json' } })],
    ['a truncated 200', () => new Response('{"id":', { headers: { 'content-type': 'application/json' } })],
  ];
  test.each(advanceUntilSettled)('succeeds on the second attempt after %s', async (_, failure) => {
    for (const face of ['convenience', 'raw'] as const) {
      const { client, requests } = respondWith([failure, 200]);
      const { value } = await settle(
        face === 'raw'
          ? client.GET('/api/v1/uploads/{upload_id}', raw).then(({ data }) => data)
          : client.uploads.retrieve(id),
      );
      expect(value).toMatchObject({ status: 'completed' });
      expect(requests).toHaveLength(2);
    }
  });

  test('fails after two retries with exponential backoff and reports the attempts', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const { client, times } = respondWith([503]);
    const { error } = await settle(client.uploads.retrieve(id));
    expect(error).toBeInstanceOf(ServerError);
    expect(error).toMatchObject({ attempts: 3, message: expect.stringContaining('Attempts: 3.') });
    expect(times).toEqual([0, 500, 1500]);
  });

  test('uses full jitter and caps the backoff at 8 s', async () => {
    const random = vi.spyOn(Math, 'random').mockReturnValue(0);
    const soon = respondWith([503]);
    await settle(soon.client.uploads.retrieve(id));
    expect(soon.times).toEqual([0, 0, 0]);
    random.mockReturnValue(1);
    const late = respondWith([503], { maxRetries: 8 });
    await settle(late.client.uploads.retrieve(id));
    const delays = late.times.slice(1).map((at, index) => at - (late.times[index] ?? 0));
    expect(delays).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
  });

  test('uses maxRetries of the call before that of the client, and 0 disables retries', async () => {
    const none = respondWith([503], { maxRetries: 0 });
    await settle(none.client.uploads.retrieve(id));
    expect(none.requests).toHaveLength(1);
    await settle(none.client.uploads.retrieve(id, { maxRetries: 4 }));
    expect(none.requests).toHaveLength(6);
  });
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422, 501, 505, 301])(
  'retry: does not retry a %i',
  async (status) => {
    const { client, requests } = respondWith([status]);
    const { error } = await settle(client.uploads.retrieve(id));
    expect(error).toMatchObject({ status, attempts: 1, path });
    expect(requests).toHaveLength(1);
  },
);

test('apiKey function: is called for each attempt, and a 401 is not retried', async () => {
  let keys = 0;
  const apiKey = () => `od_live_${String(++keys).padStart(32, '0')}`;
  const { client, requests } = respondWith([503, 200], { apiKey });
  await settle(client.uploads.retrieve(id));
  expect(requests.map(({ headers }) => headers.get('authorization')?.at(-1))).toEqual(['1', '2']);
  const refused = respondWith([401], { apiKey });
  expect((await settle(refused.client.uploads.retrieve(id))).error).toBeInstanceOf(AuthenticationError);
  expect(keys).toBe(3);
});

describe('retry: Retry-After', () => {
  const asks: [string, () => FakeResponse, number, number][] = [
    ['2 seconds', () => limited({ 'retry-after': '2' }), 2000, 2000],
    ['a date 3 s ahead', () => limited({ 'retry-after': inMs(3000) }), 2000, 3000],
    ['a date in the past', () => limited({ 'retry-after': inMs(-60_000) }), 100, 100],
    ['0 seconds', () => limited({ 'retry-after': '0' }), 100, 100],
    ['two dates 3 s ahead', () => limited({ 'retry-after': `${inMs(3000)}, ${inMs(3000)}` }), 2000, 3000],
    // Date.parse would read a year from this text.
    ['text with a number', () => limited({ 'retry-after': 'about 120' }), 250, 250],
    ['2 seconds, sent twice', () => limited({ 'retry-after': '2, 2' }), 2000, 2000],
    ['a decimal', () => limited({ 'retry-after': '1.5' }), 1500, 1500],
    ['garbage', () => limited({ 'retry-after': 'soon' }), 250, 250],
    ['a negative number', () => limited({ 'retry-after': '-5' }), 250, 250],
    ['the body alone', () => limited({}, { retry_after_seconds: 7 }), 7000, 7000],
    [
      'the header before the body',
      () => limited({ 'retry-after': '2' }, { retry_after_seconds: 7 }),
      2000,
      2000,
    ],
    ['a 503 with 4 seconds', () => limited({ 'retry-after': '4' }, 'Down', 503), 4000, 4000],
  ];
  test.each(asks)('waits for %s', async (_, respond, least, most) => {
    vi.setSystemTime('2026-04-24T12:00:00Z');
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const { client, times } = respondWith([respond(), 200]);
    await settle(client.uploads.retrieve(id));
    expect(times).toHaveLength(2);
    expect(times[1]).toBeGreaterThanOrEqual(least);
    expect(times[1]).toBeLessThanOrEqual(most);
  });

  test('rejects immediately when it exceeds the remaining deadline', async () => {
    const { client, requests } = respondWith([limited({ 'retry-after': '30' })]);
    const { error, ms } = await settle(client.uploads.retrieve(id, { deadline: 20_000 }));
    expect(error).toBeInstanceOf(RateLimitError);
    expect(error).toMatchObject({ retryAfter: 30 });
    expect([ms, requests.length]).toEqual([0, 1]);
  });
});

test('retry: concurrent calls count their attempts separately', async () => {
  const { client, requests } = fakeFetch(() => new Response('{}', { status: 503 }), { maxRetries: 2 });
  const calls = Array.from({ length: 5 }, () => client.uploads.retrieve(id));
  await Promise.all(calls.map(settle));
  expect(requests).toHaveLength(15);
});

test('retry: a PATCH is retried', async () => {
  const { client, requests } = respondWith([502, 200]);
  await settle(client.webhooks.update(id, { description: 'x' }));
  expect(requests).toHaveLength(2);
});

test('retry: sends a one-shot body once', async () => {
  const { client, requests } = respondWith([429, 200]);
  const body = new ReadableStream();
  // The types do not allow a stream as body.
  const post = client.POST('/api/v1/uploads', { body: body as never });
  expect((await settle(post)).value).toMatchObject({
    error: { detail: 'Because' },
    response: { status: 429 },
  });
  expect(requests).toHaveLength(1);
  expect(requests[0]?.init).toMatchObject({ body, duplex: 'half' });
});

test('retry: throws the last error when all attempts fail', async () => {
  const lost = respondWith([networkError('ECONNRESET')]);
  expect((await settle(lost.client.uploads.retrieve(id))).error).toBeInstanceOf(ConnectionError);
  const page = respondWith([
    () => new Response('<html>', { headers: { 'content-type': 'text/html', 'x-request-id': 'req-9' } }),
  ]);
  const { error } = await settle(page.client.uploads.retrieve(id));
  expect(error).toBeInstanceOf(UnreadableResponseError);
  expect(error).toMatchObject({ attempts: 3, requestId: 'req-9' });
});
