import { inspect } from 'node:util';
import { createMock } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { apiKey, headers, url } from '../key.ts';

test('mock: redacts the API key wherever it occurs in a request', async () => {
  const mock = createMock();
  const strayed = { ...headers, 'x-key': apiKey };
  await mock.fetch(`${url}?key=${apiKey}`, { headers: strayed });
  await mock.fetch(url, { headers: { authorization: apiKey } });
  await mock.fetch(`${url.slice(0, -36)}${apiKey}`, { headers });
  const seen = inspect([mock.requests(), mock.violations()], { depth: 9 });
  expect(seen).toContain('[key]');
  expect(seen).not.toContain(apiKey);
});

test.each([
  ['a path that cannot be decoded', '%E0%A4%A', {}],
  ['a media type that cannot be read', '', { method: 'POST', body: 'abc' }],
])('mock: %s is a violation and does not break the mock', async (_, id, init) => {
  const mock = createMock();
  const address = id === '' ? url : `${url.slice(0, -36)}${id}`;
  const outcome = await mock.fetch(address, { ...init, headers: { ...headers, 'content-type': ';;;' } }).then(
    ({ status }) => status,
    (error: Error) => error.name,
  );
  expect([422, 'MockError']).toContain(outcome);
  expect(mock.violations()).toHaveLength(1);
  expect((await mock.fetch(url, { headers })).status).toBe(200);
});

test('reply: later changes to the body have no effect', async () => {
  const mock = createMock();
  const body = { detail: 'before' };
  mock.on('retrieveUpload').reply(404, body);
  body.detail = 'after';
  expect(await (await mock.fetch(url, { headers })).json()).toEqual({ detail: 'before' });
});
