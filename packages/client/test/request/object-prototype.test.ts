import { InvalidInputError } from '@optimaldial/client';
import { afterEach, expect, test } from 'vitest';
import { fakeFetch, id, path, rejection } from '../support/fake-fetch.ts';

// Another library may pollute Object.prototype: https://owasp.org/www-community/vulnerabilities/Prototype_Pollution

const getUrl = () => 'https://evil.example';
const POLLUTION = {
  baseUrl: 'https://evil.example',
  fetch: getUrl,
  Request: getUrl,
  pathSerializer: getUrl,
  parseAs: 'stream',
  evil: '1',
  params: { query: { evil: 1 } },
  body: { evil: 1 },
  idempotency_key: 'k',
  upload_id: id,
};
type Name = keyof typeof POLLUTION;

function pollute(names: Name[], enumerable = false): void {
  for (const name of names) {
    Reflect.defineProperty(Object.prototype, name, {
      value: POLLUTION[name],
      configurable: true,
      writable: true,
      enumerable,
    });
  }
}
afterEach(() => {
  for (const name of Object.keys(POLLUTION)) Reflect.deleteProperty(Object.prototype, name);
});

test.each([false, true])(
  'polluted Object.prototype: does not redirect a call (enumerable: %s)',
  async (enumerable) => {
    const { client, requests } = fakeFetch();
    const names: Name[] = ['baseUrl', 'fetch', 'Request', 'pathSerializer', 'parseAs', 'evil'];
    pollute(names, enumerable);
    expect(await client.uploads.retrieve(id)).toMatchObject({ id });
    expect(requests.map(({ url }) => url)).toEqual([`https://api.optimaldial.com${path}`]);
  },
);

test('polluted Object.prototype: does not provide a path parameter', async () => {
  const { client } = fakeFetch();
  pollute(['upload_id']);
  const untyped: any = client;
  const error = await rejection(untyped.GET('/api/v1/uploads/{upload_id}', { params: {} }));
  expect(error).toBeInstanceOf(InvalidInputError);
});

test.each<Name>(['params', 'body', 'idempotency_key'])(
  'polluted Object.prototype: %s is not sent with a call',
  async (name) => {
    pollute([name]);
    const { client, requests } = fakeFetch(() => Response.json({ data: [], id, webhook: {} }));
    await client.contacts.create({ phone: '+14155550123' });
    await client.webhooks.list().catch(() => undefined);
    const [contact, list] = requests;
    expect(contact?.url).not.toContain('evil');
    expect(await new Response(contact?.init.body ?? null).json()).toMatchObject({
      idempotency_key: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect([list?.url.includes('evil'), list?.init.body]).toEqual([false, null]);
  },
);
