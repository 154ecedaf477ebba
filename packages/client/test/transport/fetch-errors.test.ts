import { AssertionError } from 'node:assert';
import { type ClientOptions, createClient } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { settle, useFakeClock } from '../support/fake-clock.ts';
import { apiKey, fakeFetch, id, phoneList, rejection } from '../support/fake-fetch.ts';

useFakeClock();

/** A client with an untyped fetch, and its calls. */
function clientWithFetch(fetch: (init: RequestInit) => unknown) {
  const calls = vi.fn((_: string, init: RequestInit) => fetch(init));
  const untyped: any = { apiKey, fetch: calls };
  const options: ClientOptions = untyped;
  return { client: createClient(options), calls };
}

const thrown = (error: unknown) => () => {
  throw error;
};
const typeError = (message: string, more: object = {}) => Object.assign(new TypeError(message), more);

const headers = new Headers();
const text = () => '{}';
const read = async () => {
  const response = Response.json({ id });
  await response.text();
  return response;
};
/** A mistake in a fetch, and its description in the message. */
const FAULTS: [string, () => unknown, RegExp][] = [
  ['throws a ReferenceError', thrown(new ReferenceError('token is not defined')), /ReferenceError: token is/],
  ['throws a TypeError', thrown(typeError("Cannot read properties of null (reading 'x')")), /reading 'x'/],
  ['throws a TypeError of Node', thrown(typeError('bad path', { code: 'ERR_INVALID_ARG_TYPE' })), /bad path/],
  ['throws an assertion of Node', thrown(new AssertionError({ message: 'one call' })), /AssertionError: one/],
  ['throws a string', thrown('no'), /threw a string/],
  ['throws undefined', thrown(undefined), /threw undefined/],
  ['throws null', thrown(null), /threw null/],
  ['returns undefined', () => undefined, /returned undefined instead of a Response/],
  ['returns null', () => null, /returned null instead/],
  ['returns a string', text, /returned a string instead/],
  ['returns an empty object', () => ({}), /without status, headers or text\(\)/],
  ['returns a response without headers', () => ({ status: 200, ok: true, text }), /headers/],
  ['returns a response without status', () => ({ ok: true, headers, text }), /status/],
  ['returns plain headers', () => ({ status: 200, ok: true, headers: {}, text }), /headers/],
  ['returns a response without text()', () => ({ status: 200, ok: true, headers }), /text\(\)/],
  ['returns a non-text text()', () => ({ status: 200, ok: true, headers, text: () => ({}) }), /text\(\)/],
  ['returns a response whose body was read', read, /Body is unusable|already been read/],
];
const WAYS: [string, (fault: () => unknown) => () => unknown][] = [
  ['synchronously', (fault) => fault],
  ['asynchronously', (fault) => async () => fault()],
];

for (const [way, as] of WAYS) {
  test.each(FAULTS)(
    `fetch: one attempt and a ConfigurationError when it %s ${way}`,
    async (_, fault, says) => {
      const { client, calls } = clientWithFetch(as(fault));
      const { error } = await settle(client.uploads.retrieve(id));
      expect(error).toMatchObject({ code: 'configuration', message: expect.stringMatching(says) });
      expect(String(error)).toMatch(/GET \/api\/v1\/uploads.*not a network failure/);
      expect(calls).toHaveBeenCalledTimes(1);
    },
  );

  test.each(FAULTS)(`fetch: nothing was sent when it %s ${way} before reading the body`, async (_, fault) => {
    const { client, calls } = clientWithFetch(as(fault));
    expect((await settle(client.uploads.create(phoneList))).error).toMatchObject({ code: 'configuration' });
    expect(calls).toHaveBeenCalledTimes(1);
  });

  test.each(FAULTS)(
    `fetch: the outcome is unknown when it %s ${way} after reading the body`,
    async (_, fault, says) => {
      const { client, calls } = clientWithFetch((init) => (void init.body, as(fault)()));
      expect((await settle(client.uploads.create(phoneList))).error).toMatchObject({
        code: 'outcome_unknown',
        cause: { code: 'configuration', message: expect.stringMatching(says) },
      });
      expect(calls).toHaveBeenCalledTimes(1);
    },
  );
}

test.each([
  'Failed to fetch',
  'NetworkError when attempting to fetch resource.',
  'Load failed',
  'Network request failed',
  'Network connection lost.',
  'The Internet connection appears to be offline.',
  'A server with the specified hostname could not be found.',
  'Could not connect to the server.',
  'error sending request for url (https://h.example/)',
  typeError('x', { code: 'ECONNRESET' }),
  typeError('x', { cause: new Error('x') }),
  new DOMException('x', 'NetworkError'),
  new Error('socket hang up'),
])('fetch: throws ConnectionError after retries when a runtime rejects with %s', async (given) => {
  const { client, calls } = clientWithFetch(() =>
    Promise.reject(typeof given === 'string' ? new TypeError(given) : given),
  );
  expect((await settle(client.uploads.retrieve(id))).error).toMatchObject({
    code: 'connection',
    attempts: 3,
  });
  expect(calls).toHaveBeenCalledTimes(3);
});

const breaking = () => Promise.reject(new TypeError('Error in input stream'));

test('fetch: a body that breaks is a connection error while reading', async () => {
  const { client } = clientWithFetch(() => ({
    status: 200,
    ok: true,
    headers: new Headers(),
    text: breaking,
  }));
  expect((await settle(client.uploads.retrieve(id))).error).toMatchObject({ phase: 'reading', attempts: 3 });
});

test.each(['Request: bad', "Failed to construct 'Request': x", 'Failed to parse URL from x'])(
  'fetch: nothing was sent when it rejects its arguments: %s',
  async (message) => {
    const { client } = clientWithFetch(async (init) => {
      void init.body;
      throw new TypeError(message);
    });
    expect((await settle(client.uploads.create(phoneList))).error).toMatchObject({ code: 'configuration' });
  },
);

test('fetch: the outcome is unknown when a wrapper fails after sending', async () => {
  const { client } = clientWithFetch(async (init) => {
    await new Response(init.body ?? null).text();
    new Headers().append('x-trace', 'a\nb');
  });
  expect((await settle(client.uploads.create(phoneList))).error).toMatchObject({ code: 'outcome_unknown' });
});

test('fetch: a wrapper may replace the request body', async () => {
  const sent: unknown[] = [];
  const { client } = clientWithFetch((init) => {
    init.body = typeof init.body === 'string' ? `${init.body} ` : '';
    sent.push({ ...init }.body);
    return Response.json({ id });
  });
  await settle(client.uploads.create(phoneList));
  const blind = clientWithFetch((init) => {
    init.body = '{}';
    sent.push(init.body);
    throw new ReferenceError('x');
  });
  expect((await settle(blind.client.uploads.create(phoneList))).error).toMatchObject({
    code: 'outcome_unknown',
  });
  expect(sent).toEqual([`${JSON.stringify(phoneList)} `, '{}']);
});

test('fetch: redacts phone numbers in the message of its error', async () => {
  const { client } = clientWithFetch(thrown(new ReferenceError('no +14155550123')));
  expect(String((await settle(client.uploads.retrieve(id))).error)).toMatch(/no \[/);
});

const refusal = new TypeError(
  'RequestInit: Expected signal ("AbortSignal {}") to be an instance of AbortSignal.',
);

test('fetch: is called without the signal when it rejects one of another realm', async () => {
  const { client, requests } = fakeFetch((_, init) => {
    if (init.signal) throw refusal;
    return Response.json({ id });
  });
  expect(await client.uploads.create(phoneList)).toEqual({ id });
  expect(requests).toHaveLength(2);
});

test('fetch: is not called again when it rejects the signal of an aborted call', async () => {
  const ends = new AbortController();
  const { client, requests } = fakeFetch(() => {
    ends.abort('enough');
    throw refusal;
  });
  expect(await rejection(client.uploads.retrieve(id, { signal: ends.signal }))).toBe('enough');
  expect(requests).toHaveLength(1);
});
