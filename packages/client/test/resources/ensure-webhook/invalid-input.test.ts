import { inspect } from 'node:util';
import { createClient, type WebhookSecretStore } from '@optimaldial/client';
import { loadSecrets } from '@optimaldial/client/webhooks';
import { createSandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';
import { apiKey } from '../../support/fake-fetch.ts';
import { url } from './set-up-ensure.ts';

const client = createClient({
  apiKey,
  fetch: async () => Response.json([]),
});
const store: WebhookSecretStore = { load: async () => undefined, save: async () => undefined };
const secret = 'a1'.repeat(32);

test.each([
  ['no URL', { store }, '`url`'],
  ['a path', { url: '/optimaldial', store }, '`url`'],
  ['no store', { url }, '`store` with the methods `load` and `save`'],
  ['null', { url, store: null }, '`store`'],
  ['half a store', { url, store: { load: store.load } }, '`store`'],
  [
    'a text',
    { url, store, rotateAfter: '90d' },
    '`rotateAfter` must be a non-negative number of ms, got a string',
  ],
  ['NaN', { url, store, rotateAfter: NaN }, 'got NaN'],
  ['a negative time', { url, store, grace: -1 }, '`grace` must be a non-negative number of ms, got -1'],
])('webhooks.ensure: rejects %s', async (_, options, message) => {
  // @ts-expect-error: the options are invalid
  await expect(client.webhooks.ensure(options)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(message),
  });
});

test.each([
  ['text that is not parsed', JSON.stringify({ endpoints: [{ secret }] }), 'loaded a string'],
  ['an array', [secret], 'loaded an array'],
  ['an endpoint without a URL', { endpoints: [{ id: '1', secret, activeSince: '' }] }, 'loaded an object'],
  ['an endpoint that is a text', { endpoints: [secret] }, 'loaded an object'],
])('webhooks.ensure: rejects a store that loads %s', async (_, loaded: any, message) => {
  const broken = { ...store, load: async () => loaded };
  for (const work of [client.webhooks.ensure({ url, store: broken }), loadSecrets(broken)]) {
    const error: unknown = await work.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'configuration', message: expect.stringContaining(message) });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  }
});

test('webhooks.ensure: gives up if the store always refuses to save', async () => {
  const refusing = { ...store, save: async () => false };
  await expect(client.webhooks.ensure({ url, store: refusing })).rejects.toThrow('refused to save 20 times');
});

test('webhooks.ensure: stops creating endpoints if the store forgets them', async () => {
  const sandbox = createSandbox();
  sandbox.route('https://crm.example', async () => new Response());
  const { webhooks } = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  for (let count = 0; count < 10; count++) await webhooks.ensure({ url, store });
  await expect(webhooks.ensure({ url, store })).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/^10 webhook endpoints have this URL.* Check that `store` keeps/),
  });
  const all = await webhooks.list();
  expect(all).toHaveLength(10);
  for (const { id } of all.slice(1)) await webhooks.delete(id);
  expect(await webhooks.ensure({ url, store })).toMatchObject({ isNew: true, retiring: [all[0]] });
});

test('loadSecrets: returns nothing if a database has null', async () => {
  expect(await loadSecrets({ load: async () => null })).toEqual([]);
});
