import { inspect } from 'node:util';
import { createClient, type FetchInit, OutcomeUnknownError, RateLimitError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import {
  type FakeResponse,
  networkError,
  noResponse,
  rateLimited,
  respondWith,
  settle,
  stalledResponse,
  useFakeClock,
} from '../support/fake-clock.ts';
import { apiKey, id, phoneList, rejection } from '../support/fake-fetch.ts';

useFakeClock();

const list = { ...phoneList, filename: 'crm +14155550199.csv' };
const file = () => new File(['Phone\n+14155550123\n'], 'private.csv');

/** The reason that the message gives for each `code` of the cause. */
const REASONS: Readonly<Record<string, RegExp>> = {
  server: /returned [45]\d\d/,
  redirect: /redirect/,
  unreadable_response: /unreadable response/,
  connection: /connection lost(: ECONNRESET)?/,
  timeout: /timeout/,
};

const ambiguous: [string, FakeResponse, string][] = [
  ...[500, 502, 503, 504, 501, 599].map((status): [string, FakeResponse, string] => [
    String(status),
    status,
    'server',
  ]),
  ['408', 408, 'server'],
  ['a redirect', () => new Response(null, { status: 307 }), 'redirect'],
  ['an empty 200', () => new Response(''), 'unreadable_response'],
  [
    'HTML in a 200',
    () => new Response('<html>', { headers: { 'content-type': 'text/html' } }),
    'unreadable_response',
  ],
  ['a connection that broke', networkError('ECONNRESET'), 'connection'],
  ['a failure that no runtime explains', new TypeError('Failed to fetch'), 'connection'],
  ['an attempt that times out', noResponse, 'timeout'],
  ['a body that stalls', stalledResponse, 'timeout'],
];

describe.each(ambiguous)('non-idempotent request, after %s', (_, failure, code) => {
  test('uploads.create is not retried and throws OutcomeUnknownError', async () => {
    const from = Date.now();
    const { client, requests } = respondWith([failure, 200], { maxRetries: 5 });
    const { error } = await settle(client.uploads.create(list));
    expect(requests).toHaveLength(1);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    if (!(error instanceof OutcomeUnknownError)) throw error;
    expect(error).toMatchObject({ code: 'outcome_unknown', attempts: 1, cause: { code } });
    expect(error.trace.filename).toBe(list.filename);
    expect(error.trace.from.getTime()).toBe(from);
    expect(error.trace.to.getTime()).toBeGreaterThanOrEqual(from);
    expect(error.message).toMatch(
      new RegExp(
        String.raw`failed after it was sent \(${REASONS[code]?.source}\), so it may have been processed`,
      ),
    );
    expect(error.message).toMatch(
      /Search for it with `uploads\.find` before you send it again \(`error\.trace` has the filename and time\)\.$/,
    );
    expect(JSON.stringify(error) + inspect(error, { depth: 9 })).not.toMatch(/4155550|private/);
  });

  test('a raw call, a contact without idempotency_key and an endpoint are not retried', async () => {
    const raw = respondWith([failure, 200]);
    expect((await settle(raw.client.POST('/api/v1/uploads', { body: list }))).error).toBeInstanceOf(
      OutcomeUnknownError,
    );
    const contact = respondWith([failure, 200]);
    const posted = await settle(contact.client.POST('/api/v1/contacts', { body: { phone: '+14155550123' } }));
    expect(posted.error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('contacts.list'),
    });
    const endpoint = respondWith([failure, 200]);
    const made = await settle(
      endpoint.client.webhooks.create({ url: 'https://crm.example', events: ['upload.completed'] }),
    );
    expect(made.error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('delete the new one'),
    });
    expect([raw, contact, endpoint].map(({ requests }) => requests.length)).toEqual([1, 1, 1]);
  });

  test('contacts.create is retried with the same idempotency_key', async () => {
    const { client, requests } = respondWith([failure, 200], { timeout: 1000 });
    const { error } = await settle(client.contacts.create({ phone: '+14155550123' }));
    const final = typeof failure === 'number' && ![408, 500, 502, 503, 504].includes(failure);
    if (final || code === 'redirect') {
      expect(error).toMatchObject({ code: 'outcome_unknown', next: 'check', cause: { code } });
      return;
    }
    expect(error).toBeUndefined();
    const bodies = await Promise.all(
      requests.map(async ({ init }): Promise<unknown> => new Response(init.body ?? null).json()),
    );
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual({
      phone: '+14155550123',
      idempotency_key: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(bodies[1]).toEqual(bodies[0]);
  });
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
  'uploads.create: retries %s because nothing was sent',
  async (code) => {
    const { client, requests } = respondWith([networkError(code), networkError(code), 200]);
    expect(
      (await settle(client.uploads.create({ file: file(), phone_column: 'Phone' }))).error,
    ).toBeUndefined();
    expect(requests).toHaveLength(3);
    const down = respondWith([networkError(code)]);
    expect((await settle(down.client.uploads.create(list))).error).toMatchObject({
      code: 'connection',
      attempts: 3,
    });
  },
);

test('uploads.create: retries a 429 because it was not processed', async () => {
  const { client, times } = respondWith([rateLimited(2), 200]);
  expect((await settle(client.uploads.create(list))).error).toBeUndefined();
  expect(times).toEqual([0, 2000]);
  const always = respondWith([rateLimited(2)]);
  expect((await settle(always.client.uploads.create(list))).error).toBeInstanceOf(RateLimitError);
  // A failure after a 429 is ambiguous too.
  const then = respondWith([rateLimited(2), 500, 200]);
  expect((await settle(then.client.uploads.create(list))).error).toMatchObject({
    code: 'outcome_unknown',
    attempts: 2,
  });
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422])(
  'uploads.create: throws a %i as a definite failure',
  async (status) => {
    const { client, requests } = respondWith([status]);
    expect((await settle(client.uploads.create(list))).error).toMatchObject({ status });
    expect(requests).toHaveLength(1);
  },
);

describe('uploads.create: abort', () => {
  const reason = new Error('enough');
  test('makes the outcome unknown once bytes may have been sent', async () => {
    const ends = new AbortController();
    const { client, requests } = respondWith([noResponse]);
    setTimeout(() => ends.abort(reason), 100);
    const { error, ms } = await settle(client.uploads.create(list, { signal: ends.signal }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ cause: reason });
    expect(String(error)).toContain('failed after it was sent (aborted), so');
    expect([ms, requests.length]).toEqual([100, 1]);
  });

  test('rejects with the abort reason before anything is sent', async () => {
    const { client, requests } = respondWith([200]);
    expect(await rejection(client.uploads.create(list, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const ends = new AbortController();
    const waits = respondWith([200], { apiKey: () => new Promise(() => undefined) });
    setTimeout(() => ends.abort(reason), 100);
    expect((await settle(waits.client.uploads.create(list, { signal: ends.signal }))).error).toBe(reason);
    const held = respondWith([rateLimited(60)]);
    const later = new AbortController();
    setTimeout(() => later.abort(reason), 100);
    expect((await settle(held.client.uploads.create(list, { signal: later.signal }))).error).toBe(reason);
    expect([requests.length, waits.requests.length, held.requests.length]).toEqual([0, 0, 1]);
  });
});

test.each<[string, FakeResponse]>([
  ['returned 503', 503],
  ['connection lost: ECONNRESET', networkError('ECONNRESET')],
  ['connection lost', new TypeError('Failed to fetch')],
])('OutcomeUnknownError: names the reason "%s"', async (reason, failure) => {
  const { error } = await settle(respondWith([failure]).client.uploads.create(list));
  expect(String(error)).toContain(`failed after it was sent (${reason}), so it may have been processed`);
});

test('uploads.create: the outcome is unknown when the deadline passes in flight', async () => {
  const { client } = respondWith([noResponse]);
  const { error } = await settle(client.uploads.create(list, { deadline: 1000 }));
  expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout', limit: 'deadline' } });
});

/** Creates an upload with a fetch that reads the body and then finds the connection refused twice. */
async function createWith(reads: number) {
  let sends = 0;
  const fetch = async (_: string, init: FetchInit): Promise<Response> => {
    for (let read = 0; read < reads; read++) void { ...init };
    if (++sends < 3) throw networkError('ECONNREFUSED');
    return Response.json({ id });
  };
  const settled = await settle(createClient({ apiKey, fetch }).uploads.create(phoneList));
  return { ...settled, sends };
}

test('uploads.create: ECONNREFUSED is ambiguous when a fetch with retries has read the body twice', async () => {
  expect(await createWith(2)).toMatchObject({ error: { code: 'outcome_unknown' }, sends: 1 });
});

test('uploads.create: ECONNREFUSED is retried when the fetch has read the body once', async () => {
  expect(await createWith(1)).toMatchObject({ value: { id }, sends: 3 });
});
