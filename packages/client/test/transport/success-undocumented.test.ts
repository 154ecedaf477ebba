import { UnreadableResponseError } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { responses } from '../../src/generated/responses.ts';
import { fakeFetch, id, rejection } from '../support/fake-fetch.ts';

// Successful responses that aren't in the spec of this version.

const params = { path: { webhook_id: id } };
const deletes = (respond: () => Response) => {
  const { client } = fakeFetch(respond);
  return {
    convenience: client.webhooks.delete(id),
    raw: client.DELETE('/api/v1/webhooks/{webhook_id}', { params }),
  };
};

test.each([[null], [{}], [[]], ['ok'], [7], [true], [{ detail: 'gone' }]])(
  'webhooks.delete: succeeds when the body is %j',
  async (body) => {
    const { convenience, raw } = deletes(() => Response.json(body));
    expect(await convenience).toBeUndefined();
    expect(await raw).toMatchObject({ data: body });
  },
);

test.each([200, 202, 204])('webhooks.delete: succeeds on a %i without a body', async (status) => {
  const { convenience, raw } = deletes(() => new Response(null, { status }));
  expect(await convenience).toBeUndefined();
  expect((await raw).error).toBeUndefined();
});

test.each([
  ['HTML', '<html>maintenance</html>', 'text/html'],
  ['HTML called JSON', '<html>maintenance</html>', 'application/json'],
  ['truncated JSON', '{"deleted": tr', 'application/json'],
])('webhooks.delete: throws UnreadableResponseError when the body is %s', async (_, text, type) => {
  const { convenience, raw } = deletes(() => new Response(text, { headers: { 'content-type': type } }));
  expect(await rejection(convenience)).toBeInstanceOf(UnreadableResponseError);
  expect(await rejection(raw)).toBeInstanceOf(UnreadableResponseError);
});

/** A raw call of an operation that the client does not know. */
function newer(body: unknown, path = '/api/v1/plans'): Promise<unknown> {
  const client: any = fakeFetch(() => Response.json(body)).client;
  return client.GET(path);
}

test.each([[{}], [[]], [{ detail: 'x' }]])('unknown operation: accepts the body %j', async (body) => {
  expect(await newer(body)).toMatchObject({ data: body });
});

test.each([[null], ['ok'], [7]])(
  'unknown operation: throws UnreadableResponseError when the body is %j',
  async (body) => {
    expect(await rejection(newer(body))).toBeInstanceOf(UnreadableResponseError);
  },
);

test('responses: a schema without required fields accepts any object and nothing else', async () => {
  // No operation of the spec has such a schema yet.
  Object.assign(responses, { '/api/v1/settings': { GET: {} } });
  for (const body of [{}, { id: 7 }])
    expect(await newer(body, '/api/v1/settings')).toMatchObject({ data: body });
  for (const body of [[], [{}], null, 'x'])
    expect(await rejection(newer(body, '/api/v1/settings'))).toBeInstanceOf(UnreadableResponseError);
});
