import { inspect } from 'node:util';
import { OutcomeUnknownError, RateLimitError } from '@optimaldial/client';
import { describe, expect, test } from 'vitest';
import { answering, broken, moved, never, stalled, useMovedClock, type Short } from '../support/clock.ts';
import { rejection } from '../support/stub.ts';

useMovedClock();

const numbers = Array.from({ length: 100 }, () => '+14155550123');
const list = { phone_numbers: numbers, filename: 'crm +14155550199.csv' };
const file = () => new File(['Phone\n+14155550123\n'], 'private.csv');

const limited = () => Response.json({ detail: 'x' }, { status: 429, headers: { 'retry-after': '2' } });

const ambiguous: [string, Short, string][] = [
  ...[500, 502, 503, 504, 501, 599].map((status): [string, Short, string] => [
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
  ['a connection that broke', broken('ECONNRESET'), 'connection'],
  ['a failure that no runtime explains', new TypeError('Failed to fetch'), 'connection'],
  ['an attempt that times out', never, 'timeout'],
  ['a body that stalls', stalled, 'timeout'],
];

describe.each(ambiguous)('non-idempotent request, after %s', (_, failure, code) => {
  test('uploads.create is not retried and throws OutcomeUnknownError', async () => {
    const from = Date.now();
    const { client, seen } = answering([failure, 200], { maxRetries: 5 });
    const { error } = await moved(client.uploads.create(list));
    expect(seen).toHaveLength(1);
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    if (!(error instanceof OutcomeUnknownError)) throw error;
    expect(error).toMatchObject({ code: 'outcome_unknown', attempts: 1, cause: { code } });
    expect(error.trace.filename).toBe(list.filename);
    expect(error.trace.from.getTime()).toBe(from);
    expect(error.trace.to.getTime()).toBeGreaterThanOrEqual(from);
    expect(error.message).toContain('uploads.find');
    expect(JSON.stringify(error) + inspect(error, { depth: 9 })).not.toMatch(/4155550|private/);
  });

  test('a raw call, a contact without idempotency_key and an endpoint are not retried', async () => {
    const raw = answering([failure, 200]);
    expect((await moved(raw.client.POST('/api/v1/uploads', { body: list }))).error).toBeInstanceOf(
      OutcomeUnknownError,
    );
    const contact = answering([failure, 200]);
    const posted = await moved(contact.client.POST('/api/v1/contacts', { body: { phone: '+14155550123' } }));
    expect(posted.error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('contacts.list'),
    });
    const endpoint = answering([failure, 200]);
    const made = await moved(
      endpoint.client.webhooks.create({ url: 'https://crm.example', events: ['upload.completed'] }),
    );
    expect(made.error).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining('delete the new one'),
    });
    expect([raw, contact, endpoint].map(({ seen }) => seen.length)).toEqual([1, 1, 1]);
  });

  test('contacts.create is retried with the same idempotency_key', async () => {
    const { client, seen } = answering([failure, 200], { timeout: 1000 });
    const { error } = await moved(client.contacts.create({ phone: '+14155550123' }));
    const final = typeof failure === 'number' && ![408, 500, 502, 503, 504].includes(failure);
    if (final || code === 'redirect') {
      expect(error).toMatchObject({ code });
      return;
    }
    expect(error).toBeUndefined();
    const bodies = await Promise.all(
      seen.map(async ({ init }): Promise<unknown> => new Response(init.body ?? null).json()),
    );
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual({
      phone: '+14155550123',
      idempotency_key: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect(bodies[1]).toEqual(bodies[0]);
  });
});

test("contacts.create: keeps the caller's idempotency_key", async () => {
  const { client, seen } = answering([200]);
  await moved(client.contacts.create({ phone: '+14155550123', idempotency_key: 'mine' }));
  expect(await new Response(seen[0]?.init.body ?? null).json()).toMatchObject({ idempotency_key: 'mine' });
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
  'uploads.create: retries %s because nothing was sent',
  async (code) => {
    const { client, seen } = answering([broken(code), broken(code), 200]);
    expect(
      (await moved(client.uploads.create({ file: file(), phone_column: 'Phone' }))).error,
    ).toBeUndefined();
    expect(seen).toHaveLength(3);
    const down = answering([broken(code)]);
    expect((await moved(down.client.uploads.create(list))).error).toMatchObject({
      code: 'connection',
      attempts: 3,
    });
  },
);

test('uploads.create: retries a 429 because it was not processed', async () => {
  const { client, asked } = answering([limited, 200]);
  expect((await moved(client.uploads.create(list))).error).toBeUndefined();
  expect(asked).toEqual([0, 2000]);
  const always = answering([limited]);
  expect((await moved(always.client.uploads.create(list))).error).toBeInstanceOf(RateLimitError);
  // What failed after a 429 is as ambiguous as ever.
  const then = answering([limited, 500, 200]);
  expect((await moved(then.client.uploads.create(list))).error).toMatchObject({
    code: 'outcome_unknown',
    attempts: 2,
  });
});

test.each([400, 401, 402, 403, 404, 409, 413, 415, 422])(
  'uploads.create: throws a %i as a definite failure',
  async (status) => {
    const { client, seen } = answering([status]);
    expect((await moved(client.uploads.create(list))).error).toMatchObject({ status });
    expect(seen).toHaveLength(1);
  },
);

describe('uploads.create: abort', () => {
  const reason = new Error('enough');
  test('makes the outcome unknown once bytes may have been sent', async () => {
    const ends = new AbortController();
    const { client, seen } = answering([never]);
    setTimeout(() => ends.abort(reason), 100);
    const { error, ms } = await moved(client.uploads.create(list, { signal: ends.signal }));
    expect(error).toBeInstanceOf(OutcomeUnknownError);
    expect(error).toMatchObject({ cause: reason });
    expect([ms, seen.length]).toEqual([100, 1]);
  });

  test('rejects with the abort reason before anything is sent', async () => {
    const { client, seen } = answering([200]);
    expect(await rejection(client.uploads.create(list, { signal: AbortSignal.abort(reason) }))).toBe(reason);
    const ends = new AbortController();
    const waits = answering([200], { apiKey: () => new Promise(() => undefined) });
    setTimeout(() => ends.abort(reason), 100);
    expect((await moved(waits.client.uploads.create(list, { signal: ends.signal }))).error).toBe(reason);
    const held = answering([() => new Response('{}', { status: 429, headers: { 'retry-after': '60' } })]);
    const later = new AbortController();
    setTimeout(() => later.abort(reason), 100);
    expect((await moved(held.client.uploads.create(list, { signal: later.signal }))).error).toBe(reason);
    expect([seen.length, waits.seen.length, held.seen.length]).toEqual([0, 0, 1]);
  });
});

test('uploads.create: the outcome is unknown when the deadline passes in flight', async () => {
  const { client } = answering([never]);
  const { error } = await moved(client.uploads.create(list, { deadline: 1000 }));
  expect(error).toMatchObject({ code: 'outcome_unknown', cause: { code: 'timeout', limit: 'deadline' } });
});
