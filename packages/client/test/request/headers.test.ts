import { createClient } from '@optimaldial/client';
import { expect, test } from 'vitest';
import { apiKey, fakeFetch, id, rejectionBeforeSending } from '../support/fake-fetch.ts';

test('headers: undefined values of the client and the call are omitted', async () => {
  const untyped: any = { 'x-a': undefined, 'x-b': 'client', 'x-c': 'client' };
  const { client, requests } = fakeFetch(undefined, { headers: untyped });
  const own: any = { 'x-b': undefined, 'x-d': 'call', authorization: undefined };
  await client.uploads.retrieve(id, { headers: own });
  const sent = Object.fromEntries(requests[0]?.headers ?? []);
  expect(sent).toMatchObject({ 'x-b': 'client', 'x-c': 'client', 'x-d': 'call' });
  expect(sent).not.toHaveProperty('x-a');
  expect(sent['authorization']).toBe(`Bearer ${apiKey}`);
});

test('headers: those of the call override those of the client', async () => {
  const { client, requests } = fakeFetch(undefined, { headers: { 'x-team': 'crm', 'x-trace': '1' } });
  await client.uploads.retrieve(id, { headers: { 'X-Trace': '2' } });
  expect(Object.fromEntries(requests[0]?.headers ?? [])).toMatchObject({ 'x-team': 'crm', 'x-trace': '2' });
});

test.each<[string, unknown]>([
  ...[null, 1, 1n, ['a'], {}, 'a\nb', 'b\r\nauthorization: c', 'a\0b', '€'].map(
    (value): [string, unknown] => ['x-a', value],
  ),
  ['Authorization', 'Bearer other'],
  // fetch rejects these headers, or hangs because of them.
  ...'Expect content-length Transfer-Encoding connection Keep-Alive upgrade Host TE'
    .split(' ')
    .map((name): [string, unknown] => [name, '5']),
])('headers: %s is rejected before sending when it is %o', async (name, value) => {
  const headers: any = { [name]: value };
  expect(() => createClient({ apiKey, headers })).toThrow(expect.objectContaining({ code: 'configuration' }));
  const error = await rejectionBeforeSending((client) => client.uploads.retrieve(id, { headers }));
  expect(error).toMatchObject({ code: 'invalid_input' });
});

test('headers: must be a plain object', async () => {
  for (const headers of [new Headers({ a: 'b' }), [['a', 'b']], 'a: b', JSON.parse('{"__proto__":"a"}')]) {
    const error = await rejectionBeforeSending((client) => client.uploads.retrieve(id, { headers }));
    expect(error).toMatchObject({ code: 'invalid_input' });
  }
});

test('headers: header parameters and later changes to the object have no effect', async () => {
  const headers: Record<string, string> = { 'x-a': 'b' };
  const { client, requests } = fakeFetch(undefined, { headers });
  headers['x-a'] = `bad\n${apiKey}`;
  const untyped: any = client;
  const params = { path: { upload_id: id }, header: { cookie: 'a=b' } };
  await untyped.GET('/api/v1/uploads/{upload_id}', { params });
  expect([requests[0]?.headers.get('x-a'), requests[0]?.headers.get('cookie')]).toEqual(['b', null]);
});
