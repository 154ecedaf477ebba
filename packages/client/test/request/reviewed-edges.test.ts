import { createClient, type FetchInit } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { verifyWebhook } from '@optimaldial/client/webhooks';
import { lstatSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { answering, broken, moved, useMovedClock } from '../support/clock.ts';
import { useFolder } from '../node/disk.ts';
import { storage } from '../support/storage.ts';
import { apiKey, id, rejection, stub } from '../support/stub.ts';

const numbers = Array.from({ length: 100 }, () => '+14155550123');

test.each([
  'Expect',
  'content-length',
  'Transfer-Encoding',
  'connection',
  'Keep-Alive',
  'upgrade',
  'Host',
  'TE',
])("headers: rejects %s, which fetch can't send", async (name) => {
  const { client, seen } = stub(() => Response.json({ id }));
  const headers = { [name]: '5' };
  expect(await rejection(client.uploads.retrieve(id, { headers }))).toMatchObject({ code: 'invalid_input' });
  expect(() => createClient({ apiKey, headers })).toThrow(expect.objectContaining({ code: 'configuration' }));
  expect(seen).toHaveLength(0);
});

describe('a fetch with built-in retries', () => {
  useMovedClock();

  test('makes ECONNREFUSED ambiguous once it has read the body twice', async () => {
    let sends = 0;
    const send = async (_: string, init: FetchInit): Promise<Response> => {
      sends += 1;
      for (let read = 0; read < 2; read++) void { ...init };
      throw broken('ECONNREFUSED');
    };
    const client = createClient({ apiKey, fetch: send });
    expect((await moved(client.uploads.create({ phone_numbers: numbers }))).error).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(sends).toBe(1);
  });

  test('leaves ECONNREFUSED retryable when it has read the body once', async () => {
    let sends = 0;
    const send = async (_: string, init: FetchInit): Promise<Response> => {
      void { ...init };
      if (++sends < 3) throw broken('ECONNREFUSED');
      return Response.json({ id });
    };
    const client = createClient({ apiKey, fetch: send });
    expect((await moved(client.uploads.create({ phone_numbers: numbers }))).value).toMatchObject({ id });
    expect(sends).toBe(3);
  });

  test.each([
    ['two dates', (at: string) => `${at}, ${at}`, 2000, 3000],
    ['a text that a lenient parser takes for a year', () => 'about 120', 0, 500],
  ])('Retry-After: handles %s', async (_, header, least, most) => {
    const at = new Date(Date.now() + 3000).toUTCString();
    const limited = () => new Response('{}', { status: 429, headers: { 'retry-after': header(at) } });
    const { client, asked } = answering([limited, 200]);
    await moved(client.uploads.retrieve(id));
    expect(asked[1]).toBeGreaterThanOrEqual(least);
    expect(asked[1]).toBeLessThanOrEqual(most);
  });
});

test('uploads.create: rejects a fetch that slices the body', async () => {
  let sent = 0;
  const client = createClient({
    apiKey,
    fetch: async (_, { body }) => {
      const part = (body as Blob).slice(0, 10);
      sent += 1;
      return Response.json({ id, size: part.size });
    },
  });
  const create = client.uploads.create({ file: new File(['Phone\n'], 'a.csv'), phone_column: 'Phone' });
  expect(await rejection(create)).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining("can't send files"),
  });
  expect(sent).toBe(0);
});

const mock = (status: number) => ({
  status,
  headers: new Headers(),
  text: async () => JSON.stringify({ id }),
});

test('responses: the status decides success when a mocked response has no `ok`', async () => {
  const { client } = stub(() => mock(200) as unknown as Response);
  expect(await client.uploads.create({ phone_numbers: numbers })).toMatchObject({ id });
  const odd = stub(() => mock(Number.NaN) as unknown as Response);
  expect(await rejection(odd.client.uploads.retrieve(id))).toMatchObject({ code: 'configuration' });
});

describe('a polluted Object.prototype', () => {
  const names = ['params', 'body', 'idempotency_key'] as const;
  afterEach(() => {
    for (const name of names) Reflect.deleteProperty(Object.prototype, name);
  });

  test.each([
    ['params', { query: { evil: 1 } }],
    ['body', { evil: 1 }],
    ['idempotency_key', 'k'],
  ])('%s is not sent with a call', async (name, value) => {
    Reflect.defineProperty(Object.prototype, name, { value, configurable: true, writable: true });
    const { client, seen } = stub(() => Response.json({ data: [], id, webhook: {} }));
    await client.contacts.create({ phone: '+14155550123' });
    await client.webhooks.list().catch(() => undefined);
    const [contact, list] = seen;
    expect(contact?.url).not.toContain('evil');
    expect(await new Response(contact?.init.body ?? null).json()).toMatchObject({
      idempotency_key: expect.stringMatching(/^[\da-f-]{36}$/),
    });
    expect([list?.url.includes('evil'), list?.init.body]).toEqual([false, null]);
  });
});

test.each(['undefined', 'null', '[object Object]', '\u201cabc\u201d'])(
  'verifyWebhook: rejects the secret %s',
  async (secret) => {
    const delivery = { body: '{}', headers: {} };
    expect(await rejection(verifyWebhook(delivery, secret))).toMatchObject({ code: 'configuration' });
  },
);

describe('saveDownload', () => {
  const disk = useFolder();

  test.each([
    ['JSON', { 'content-type': 'application/json' }, '{"error":"x"}'],
    ['a PDF', { 'content-type': 'application/pdf' }, '%PDF'],
    ['HTML labelled as text', { 'content-type': 'text/plain' }, ' <!-- x --><html>'],
    ['XML labelled as bytes', { 'content-type': 'binary/octet-stream' }, '<Error><Code>AccessDenied</Code>'],
    ['an encoding nobody decodes', { 'content-encoding': 'lz4' }, 'x'],
    ['a decoded encoding beside another', { 'content-encoding': 'gzip, identity' }, 'x'],
  ])('rejects %s', async (_, headers, text) => {
    const { client } = storage(() => new Response(text, { headers: headers as Record<string, string> }));
    expect(await rejection(saveDownload(client, id, 'processed', disk.target))).toMatchObject({
      code: 'download',
    });
    expect(await disk.names()).toEqual([]);
  });

  test('rejects a device as target', async () => {
    const { client } = storage(() => new Response('x'));
    expect(await rejection(saveDownload(client, id, 'processed', '/dev/null'))).toMatchObject({
      code: 'invalid_input',
    });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
