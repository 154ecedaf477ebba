import { inspect } from 'node:util';
import { createClient } from '@optimaldial/client';
import { afterEach, expect, test, vi } from 'vitest';
import { apiKey, fakeFetch, id, rejection } from '../support/fake-fetch.ts';

const phone = '+1 (415) 555-0123';
const signed = 'https://storage.example/o/list.csv?X-Amz-Signature=deadbeef';
const secrets = [apiKey, 's3cret-K', '555-0123', '5550123', 'deadbeef', 'storage.example'];

afterEach(() => vi.restoreAllMocks());

/** Everything that a log line, a crash report or a debugger shows of a value. */
function shown(value: unknown): string {
  const texts = [inspect(value, { depth: 9 }), String(value), JSON.stringify(value)];
  if (value instanceof Error)
    texts.push(value.stack ?? '', value.message, inspect(value.cause, { depth: 9, showHidden: true }));
  return texts.join('\n');
}

function expectNoSecret(text: string): void {
  for (const secret of secrets) expect(text).not.toContain(secret);
}

const body = {
  detail: { error: `no_${phone}`, message: `${phone} at ${signed} with ${apiKey}`, url: signed },
};

test.each([400, 401, 404, 409, 422, 429, 500])(
  'errors: hide secrets in the response body and headers of a %i',
  async (status) => {
    const headers = { 'x-debug': signed, 'x-request-id': signed };
    const { client } = fakeFetch(() => Response.json(body, { status, headers }));
    const error = await rejection(client.uploads.retrieve(id));
    expectNoSecret(shown(error));
    expect(error).toHaveProperty('detail', body.detail);
    expect(Object.keys(error as object)).not.toContain('headers');
  },
);

test('errors: reduce a third-party cause to its name and code', async () => {
  const leaky = Object.assign(new TypeError(`error sending request for url (${signed}) ${apiKey}`), {
    code: 'ECONNRESET',
    request: { url: signed, headers: { authorization: apiKey } },
    cause: new Error(signed),
  });
  const { client } = fakeFetch(() => Promise.reject(leaky));
  const error = await rejection(client.uploads.retrieve(id));
  expectNoSecret(shown(error));
  expect(error).toMatchObject({ cause: { name: 'TypeError', code: 'ECONNRESET' } });
});

test('errors: do not quote a body that is not JSON', async () => {
  const { client } = fakeFetch(
    () => new Response(`${phone} ${signed}`, { headers: { 'content-type': 'text/html' } }),
  );
  const error = await rejection(client.uploads.retrieve(id));
  expect(error).toMatchObject({ code: 'unreadable_response' });
  expectNoSecret(shown(error));
});

test('errors: show neither the API key nor the rejected input', async () => {
  const { client } = fakeFetch(() => Response.json({}));
  expectNoSecret(inspect(client, { depth: 9, showHidden: true }) + JSON.stringify(client));
  expectNoSecret(shown(await rejection(client.uploads.retrieve(phone))));
  const make = () => createClient({ apiKey: `${apiKey} ${phone}` });
  expect(make).toThrow();
  try {
    make();
  } catch (error) {
    expectNoSecret(shown(error));
  }
});

test('client: writes nothing to the console', async () => {
  const spies = (['log', 'info', 'warn', 'error', 'debug', 'trace'] as const).map((name) =>
    vi.spyOn(console, name),
  );
  const { client } = fakeFetch((call) =>
    call === 1 ? Response.json({ id }) : Response.json(body, { status: 500 }),
  );
  await client.uploads.retrieve(id);
  await rejection(client.uploads.retrieve(id));
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});

test('redact: hides a key or number in a third-party error or request ID', async () => {
  const foreign = Object.assign(new Error('x'), { code: apiKey, name: '4155552671' });
  const thrown = fakeFetch(() => Promise.reject(foreign));
  const headers = { 'x-request-id': apiKey };
  const refused = fakeFetch(() => Response.json({ detail: 'x' }, { status: 404, headers }));
  for (const { client } of [thrown, refused]) {
    const error = await rejection(client.uploads.retrieve(id));
    expect(inspect(error) + JSON.stringify(error)).not.toMatch(/s3cret|4155552671/);
  }
});
