import { inspect } from 'node:util';
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  createClient,
  InsufficientCreditsError,
  InvalidRequestError,
  isOptimalDialError,
  NotFoundError,
  OptimalDialError,
  PermissionError,
  RateLimitError,
  RedirectError,
  ServerError,
  UnreadableResponseError,
} from '@optimaldial/client';
import { createMock, MockError } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { apiKey, fakeFetch, id, path, phoneList, rejection } from '../support/fake-fetch.ts';

const json = { 'content-type': 'application/json' };

/** Calls the method and the raw client with the same response. */
async function both(respond: () => Response) {
  const { client } = fakeFetch(respond);
  const thrown = await rejection(client.uploads.retrieve(id));
  const raw = () => client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: id } } });
  return { thrown, raw };
}

const statuses: [number, new (...args: never) => ApiError, string][] = [
  [400, InvalidRequestError, 'invalid_request'],
  [401, AuthenticationError, 'authentication'],
  [402, InsufficientCreditsError, 'insufficient_credits'],
  [403, PermissionError, 'permission'],
  [404, NotFoundError, 'not_found'],
  [409, ApiError, 'refused'],
  [413, InvalidRequestError, 'invalid_request'],
  [415, InvalidRequestError, 'invalid_request'],
  [422, InvalidRequestError, 'invalid_request'],
  [429, RateLimitError, 'rate_limited'],
  [500, ServerError, 'server'],
  [503, ServerError, 'server'],
];

test.each(statuses)('responses: a %i throws its error class', async (status, type, code) => {
  const respond = () =>
    Response.json({ detail: 'Because' }, { status, headers: { 'x-request-id': 'req-1' } });
  const { thrown, raw } = await both(respond);
  expect(thrown).toBeInstanceOf(type);
  expect(thrown).toBeInstanceOf(OptimalDialError);
  expect(isOptimalDialError(thrown)).toBe(true);
  expect(thrown).toMatchObject({
    name: type.name,
    code,
    status,
    method: 'GET',
    path,
    detail: 'Because',
    requestId: 'req-1',
  });
  expect(String(thrown)).toMatch(`GET ${path} returned ${status}: Because. `);
  expect((await raw()).error).toEqual({ detail: 'Because' });
});

const failures: [string, () => Response][] = [
  ['500 with an empty body', () => new Response('', { status: 500, headers: { 'content-length': '0' } })],
  [
    '502 with HTML',
    () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  ],
  ['404 with truncated JSON', () => new Response('{"deta', { status: 404, headers: json })],
  ['500 with null', () => new Response('null', { status: 500, headers: json })],
  ['500 with false', () => new Response('false', { status: 500, headers: json })],
];

test.each(failures)('responses: %s throws an error, and the raw error is an object', async (_, respond) => {
  const { thrown, raw } = await both(respond);
  expect(thrown).toMatchObject({ status: respond().status, method: 'GET', path });
  const result = await raw();
  expect(result.data).toBeUndefined();
  expect(result.error).toEqual({
    detail: `The server returned ${respond().status} without an error message.`,
  });
  expect(result.response.status).toBe(respond().status);
});

const unreadable: [string, () => Response][] = [
  ['truncated JSON', () => new Response('{"id": "6f1', { headers: json })],
  ['an empty body', () => new Response('', { headers: json })],
  ['an empty body of length 0', () => new Response(null, { headers: { ...json, 'content-length': '0' } })],
  ['HTML', () => new Response('<html>', { headers: { 'content-type': 'text/html' } })],
  ['JSON called text', () => new Response('{"id":1}', { headers: { 'content-type': 'text/plain' } })],
];

test.each(unreadable)(
  'responses: a 200 with %s throws UnreadableResponseError from methods and raw calls',
  async (_, respond) => {
    const { thrown, raw } = await both(respond);
    for (const error of [thrown, await rejection(raw())]) {
      expect(error).toBeInstanceOf(UnreadableResponseError);
      expect(error).toMatchObject({ code: 'unreadable_response', status: 200, method: 'GET', path });
      expect(String(error)).toContain(`GET ${path} returned 200 with `);
    }
  },
);

const details: [string, unknown, string, string | undefined][] = [
  ['a string', 'Upload not found.', 'Upload not found. ', undefined],
  ['an object with error', { error: 'feature_not_enabled' }, 'feature_not_enabled. ', 'feature_not_enabled'],
  ['an object with a message', { error: 'x', message: 'Be patient' }, 'Be patient. ', 'x'],
  [
    'a list of validation errors',
    [
      { loc: ['path', 'upload_id'], msg: 'not a uuid', type: 'uuid' },
      { loc: ['query', 0], msg: 'odd', type: 't' },
    ],
    'path.upload_id: not a uuid; query.0: odd. ',
    undefined,
  ],
  ['null', null, 'returned 418 without an error message. ', undefined],
  ['missing', undefined, 'returned 418 without an error message. ', undefined],
  ['a number', 7, 'returned 418 without an error message. ', undefined],
  [
    'nested oddly',
    { error: { error: [] }, detail: [[null]] },
    'returned 418 without an error message. ',
    undefined,
  ],
  ['a list of oddities', [null, 1, [], { msg: 2 }], 'returned 418 without an error message. ', undefined],
];

test.each(details)(
  'error.detail: %s yields a readable message and is kept as sent',
  async (_, detail, text, reason) => {
    const { thrown } = await both(() => Response.json({ detail }, { status: 418 }));
    expect(thrown).toMatchObject({ code: 'refused', message: expect.stringContaining(text), reason });
    expect(thrown).toHaveProperty('detail', detail);
  },
);

const waits: [string, HeadersInit, unknown, number | undefined][] = [
  ['seconds', { 'retry-after': '2' }, 'wait', 2],
  ['the body, without a header', {}, { error: 'rate_limit_exceeded', retry_after_seconds: 7 }, 7],
  ['the header before the body', { 'retry-after': '2' }, { error: 'e', retry_after_seconds: 7 }, 2],
  ['garbage', { 'retry-after': 'soon' }, 'wait', undefined],
  ['a negative number', { 'retry-after': '-3' }, 'wait', undefined],
  ['a date in the past', { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' }, 'wait', 0],
];

test.each(waits)('error.retryAfter: is parsed from %s', async (_, headers, detail, expected) => {
  const { thrown } = await both(() => Response.json({ detail }, { status: 429, headers }));
  expect(thrown).toHaveProperty('code', 'rate_limited');
  expect(isOptimalDialError(thrown) && thrown.retryAfter).toBe(expected);
});

test.each([301, 302, 307, 308])(
  'responses: a %i is not followed and throws RedirectError',
  async (status) => {
    const { client, requests } = fakeFetch(
      () => new Response(null, { status, headers: { location: 'https://elsewhere.example/?k=1' } }),
    );
    const error = await rejection(client.uploads.retrieve(id));
    expect(error).toBeInstanceOf(RedirectError);
    expect(error).toMatchObject({ code: 'redirect', status, method: 'GET', path });
    expect(String(error)).not.toContain('elsewhere');
    const raw = await client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: id } } });
    expect(raw.error).toBeTruthy();
    expect(requests.map((call) => new URL(call.url).host)).toEqual([
      'api.optimaldial.com',
      'api.optimaldial.com',
    ]);
  },
);

test('MockError: reaches the caller unchanged', async () => {
  const mock = createMock();
  const untyped: any = mock.on('retrieveUpload');
  untyped.reply(200, { id });
  const client = createClient({ apiKey, fetch: mock.fetch });
  const error = await rejection(client.uploads.retrieve(id));
  expect(error).toBeInstanceOf(MockError);
  expect(String(error)).toContain("must have required property 'user_id'");
});

test('ConnectionError: distinguishes no response from an interrupted one', async () => {
  const refused = Object.assign(new TypeError('fetch failed'), {
    cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }),
  });
  const { thrown } = await both(() => {
    throw refused;
  });
  expect(thrown).toBeInstanceOf(ConnectionError);
  expect(thrown).toMatchObject({
    code: 'connection',
    method: 'GET',
    path,
    cause: { name: 'TypeError', code: 'ECONNREFUSED' },
  });
  expect(String(thrown)).toContain('failed to connect (ECONNREFUSED). Nothing was sent.');

  const torn = await both(() => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new TypeError('terminated')) });
    return new Response(body, { headers: json });
  });
  expect(torn.thrown).toBeInstanceOf(ConnectionError);
  expect(String(torn.thrown)).toContain('lost the connection while reading the response');
});

const mocked = (status: number) =>
  fakeFetch(() => {
    const untyped: any = { status, headers: new Headers(), text: async () => JSON.stringify({ id }) };
    return untyped;
  });

test('responses: the status decides success when a mocked response has no `ok`', async () => {
  expect(await mocked(200).client.uploads.create(phoneList)).toMatchObject({ id });
  const error = await rejection(mocked(Number.NaN).client.uploads.retrieve(id));
  expect(error).toMatchObject({ code: 'configuration' });
});

test('UnreadableResponseError: carries the response headers without showing them', async () => {
  const { client } = fakeFetch(() => new Response('', { headers: { 'x-debug': 'SECRET' } }));
  const error = await rejection(client.uploads.retrieve(id));
  expect(inspect(error)).not.toContain('SECRET');
  expect(error).toHaveProperty('headers');
});
