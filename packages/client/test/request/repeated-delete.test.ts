import { expect, test } from 'vitest';
import {
  blockEventLoop,
  type FakeResponse,
  networkError,
  noResponse,
  rateLimited,
  respondWith,
  settle,
  useFakeClock,
} from '../support/fake-clock.ts';
import { id } from '../support/fake-fetch.ts';

useFakeClock();

const json = (status: number, body: object) => () => Response.json(body, { status });
const gone = json(404, { detail: 'Not found' });
const conflict = json(409, { detail: 'Too late' });

const UNSENT: [string, FakeResponse][] = [
  ['refused', networkError('ECONNREFUSED')],
  ['rate limited', rateLimited(1)],
];
const AMBIGUOUS: [string, FakeResponse][] = [
  ['503', 503],
  ['520', 520],
  ['408', 408],
  ['a broken connection', networkError('ECONNRESET')],
  ['an unreadable success', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
];

test.each(UNSENT)(
  'webhooks.delete: throws NotFoundError for a 404 when the first attempt was %s',
  async (_, first) => {
    const { client, requests } = respondWith([first, gone]);
    expect((await settle(client.webhooks.delete(id))).error).toMatchObject({
      code: 'not_found',
      attempts: 2,
    });
    expect(requests).toHaveLength(2);
  },
);

test.each(AMBIGUOUS)(
  'webhooks.delete: resolves on a 404 when the first attempt ended with %s',
  async (_, first) => {
    const { client } = respondWith([first, gone]);
    expect((await settle(client.webhooks.delete(id))).error).toBeUndefined();
    const before = respondWith([first, networkError('ECONNREFUSED'), gone]);
    expect((await settle(before.client.webhooks.delete(id))).error).toBeUndefined();
  },
);

test('webhooks.delete: throws the error of a retry other than 404', async () => {
  const { client, requests } = respondWith([503, json(403, { detail: 'x' })]);
  expect((await settle(client.webhooks.delete(id))).error).toMatchObject({ code: 'permission' });
  expect(requests).toHaveLength(2);
});

test.each(UNSENT)(
  'uploads.cancel: does not read the upload back when the first attempt was %s',
  async (_, first) => {
    const { client, requests } = respondWith([first, conflict]);
    expect((await settle(client.uploads.cancel(id))).error).toMatchObject({ status: 409 });
    expect(requests.map(({ init }) => init.method)).toEqual(['DELETE', 'DELETE']);
  },
);

test.each(AMBIGUOUS)(
  'uploads.cancel: resolves when the first attempt ended with %s and the upload is cancelled',
  async (_, first) => {
    const { client, requests } = respondWith([
      first,
      conflict,
      json(200, { id, status: 'cancelled', credits_refunded: 7 }),
    ]);
    expect((await settle(client.uploads.cancel(id))).value).toEqual({
      status: 'cancelled',
      credits_refunded: 7,
    });
    expect(requests.map(({ init }) => init.method)).toEqual(['DELETE', 'DELETE', 'GET']);
  },
);

test('uploads.cancel: throws the 409 of a retry when the upload is not cancelled', async () => {
  const { client } = respondWith([503, conflict, json(200, { id, status: 'processing' })]);
  expect((await settle(client.uploads.cancel(id))).error).toMatchObject({ status: 409 });
});

test('contacts.cancel: resolves after a retry when the contact is discarded', async () => {
  const { client } = respondWith([503, conflict, json(200, { id, status: 'discarded' })]);
  expect((await settle(client.contacts.cancel(id))).value).toEqual({
    status: 'cancelled',
    contact_id: id,
    credits_refunded: 0,
  });
});

const slow = () => new Promise<Response>((resolve) => void setTimeout(() => resolve(conflict()), 3000));

test('uploads.cancel: reads the upload back within the remaining deadline', async () => {
  const { client, requests } = respondWith([
    () => new Response('{}', { status: 503, headers: { 'retry-after': '1' } }),
    slow,
    noResponse,
  ]);
  const { error, ms } = await settle(client.uploads.cancel(id, { deadline: 5000 }));
  expect(error).toMatchObject({ code: 'timeout', limit: 'deadline' });
  expect([ms, requests.length]).toEqual([5000, 3]);
});

test('uploads.cancel: does not read the upload back after the deadline', async () => {
  const { client, requests } = respondWith([503, conflict], {
    onAttempt: ({ attempt }) => attempt === 2 && blockEventLoop(5000),
  });
  expect((await settle(client.uploads.cancel(id, { deadline: 5000 }))).error).toMatchObject({ status: 409 });
  expect(requests.map(({ init }) => init.method)).toEqual(['DELETE', 'DELETE']);
});

test('webhooks.delete: resolves on a 404 that arrives at the deadline', async () => {
  const { client } = respondWith([503, gone], {
    onAttempt: ({ attempt }) => attempt === 2 && blockEventLoop(5000),
  });
  expect((await settle(client.webhooks.delete(id, { deadline: 5000 }))).error).toBeUndefined();
});

test.each([
  ['webhooks.delete: throws NotFoundError for a 404 to the first attempt', gone, 404],
  ['uploads.cancel: throws the 409 of the first attempt without reading the upload back', conflict, 409],
])('%s', async (title, response, status) => {
  const { client, requests } = respondWith([response, json(200, { id, status: 'cancelled' })]);
  const call = title.startsWith('webhooks') ? client.webhooks.delete(id) : client.uploads.cancel(id);
  expect((await settle<unknown>(call)).error).toMatchObject({ status });
  expect(requests).toHaveLength(1);
});

test('contacts.cancel: resolves after a retry with a 400 when the contact is discarded', async () => {
  const { client } = respondWith([504, 400, json(200, { id, status: 'discarded' })]);
  expect((await settle(client.contacts.cancel(id))).value).toMatchObject({
    status: 'cancelled',
    contact_id: id,
  });
});

test('client.DELETE of an endpoint: succeeds on a 404 after an ambiguous failure', async () => {
  const { client } = respondWith([504, 404]);
  const params = { path: { webhook_id: id } };
  expect(
    (await settle(client.DELETE('/api/v1/webhooks/{webhook_id}', { params }))).value?.error,
  ).toBeUndefined();
});

test('uploads.cancel: does not read the upload back when the last attempt ended with 500', async () => {
  const { client, requests } = respondWith([503, 503, 500, json(200, { id, status: 'cancelled' })]);
  expect((await settle(client.uploads.cancel(id))).error).toMatchObject({ code: 'server', status: 500 });
  expect(requests.map(({ init }) => init.method)).toEqual(['DELETE', 'DELETE', 'DELETE']);
});
