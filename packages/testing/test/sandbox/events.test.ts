import { createSandbox, type Sandbox } from '@optimaldial/testing';
import type { WebhookEvent } from '@optimaldial/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { eventSchema, faultsOf } from '../engine/schema.ts';

const phones = Array.from({ length: 100 }, (_, line) => `+1415555${String(100 + line).padStart(4, '0')}`);

let sandbox: Sandbox;
let told: { event: WebhookEvent; headers: Headers }[];
beforeEach(() => {
  sandbox = createSandbox({ clock: 'manual', contacts: true });
  told = [];
  sandbox.route('https://crm.example', async (request) => {
    const event = (await request.json()) as WebhookEvent;
    told.push({ event, headers: request.headers });
    return new Response(null, { status: 204 });
  });
});

async function call(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return (await response.json()) as Record<string, unknown>;
}

const endpoint = (path: string) =>
  call('POST', '/webhooks', {
    url: `https://crm.example/${path}`,
    events: ['upload.created', 'upload.completed', 'upload.failed'],
  });
const upload = async () => String((await call('POST', '/uploads', { phone_numbers: phones }))['id']);
const contact = async () =>
  String(
    (
      await call('POST', '/contacts', {
        phone: phones[0],
        callback_url: 'https://crm.example/contact',
        callback_secret: 's',
      })
    )['id'],
  );

test('sandbox events: every delivered event matches the spec', async () => {
  await endpoint('one');
  await upload();
  sandbox.fail(await upload(), 'No luck');
  await contact();
  sandbox.fail(await contact(), 'Not today');
  await sandbox.advance('1d');
  const types = told.map(({ event }) => event.type).toSorted();
  expect(types).toEqual([
    'contact.completed',
    'contact.failed',
    'upload.completed',
    'upload.created',
    'upload.created',
    'upload.failed',
    'webhook.ping',
  ]);
  for (const { event } of told)
    expect([event.type, faultsOf(eventSchema(event.type), event)]).toEqual([event.type, []]);
  expect(sandbox.contacts().map(({ status, error_message }) => [status, error_message])).toEqual([
    ['completed', null],
    ['failed', 'Not today'],
  ]);
  expect(sandbox.violations()).toEqual([]);
});

test('sandbox events: an event has the same ID at every endpoint and in its deliveries', async () => {
  const made = [await endpoint('one'), await endpoint('two')];
  told.length = 0;
  await upload();
  await sandbox.advance('1s');
  const ids = told.map(({ event, headers }) => [event.id, headers.get('x-optimaldial-event-id')]);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(new Set(told.map(({ headers }) => headers.get('x-optimaldial-delivery-id'))).size).toBe(2);
  const logs = made.map(({ webhook }) =>
    call('GET', `/webhooks/${(webhook as { id: string }).id}/deliveries`),
  );
  const events = (await Promise.all(logs)).flat().map((one) => (one as { event_id: string }).event_id);
  const [uuid = ''] = events;
  expect(events).toEqual([uuid, uuid]);
  expect(ids[0]?.[0]).toBe(`evt_${uuid.replaceAll('-', '')}`);
});

describe('pending delivery', () => {
  let id: string;
  let attempts: number;
  beforeEach(async () => {
    const { webhook } = await endpoint('one');
    ({ id } = webhook as { id: string });
    attempts = 0;
    sandbox.route('https://crm.example', () => {
      attempts += 1;
      return new Response(null, { status: 500 });
    });
    await upload();
    await sandbox.advance(0);
  });

  test('is exhausted when its endpoint is disabled', async () => {
    expect(sandbox.deliveries()).toMatchObject([{ status: 'pending', attempt_count: 1 }]);
    await call('PATCH', `/webhooks/${id}`, { is_active: false });
    await sandbox.advance('1d');
    expect(sandbox.deliveries()).toMatchObject([{ status: 'exhausted', attempt_count: 1 }]);
    expect(attempts).toBe(1);
  });

  test('is dropped when its endpoint is deleted', async () => {
    await call('DELETE', `/webhooks/${id}`);
    await sandbox.advance('1d');
    expect(attempts).toBe(1);
  });

  test('uses the new URL when the endpoint changes', async () => {
    sandbox.route('https://new.example', () => new Response(null, { status: 204 }));
    await call('PATCH', `/webhooks/${id}`, { url: 'https://new.example' });
    await sandbox.advance('1min');
    expect(sandbox.deliveries().at(-1)).toMatchObject({ status: 'delivered', attempt_count: 2 });
  });
});

describe('sandbox.route', () => {
  test.each(['not a url', 'ftp://127.0.0.1/', ''])('rejects the target %j', (target) => {
    expect(() => sandbox.route('https://hooks.example', target)).toThrow('http://127.0.0.1:3000');
  });

  test('prefers the most specific route and ignores the query', async () => {
    const reached: string[] = [];
    const to = (name: string) => () => {
      reached.push(name);
      return new Response(null, { status: 204 });
    };
    sandbox.route('https://hooks.example', to('host'));
    sandbox.route('https://hooks.example/one', to('one'));
    for (const path of ['one', 'one?a=b', 'one/more', 'ones', 'two']) {
      await call('POST', '/webhooks', { url: `https://hooks.example/${path}` });
    }
    expect(reached).toEqual(['one', 'one', 'one', 'host', 'host']);
  });
});
