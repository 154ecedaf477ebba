import type { WebhookEvent } from '@optimaldial/types';
import { beforeEach, describe, expect, test } from 'vitest';
import { call, sandbox, upload, useSandbox } from '../../support/setup-sandbox.ts';
import { eventSchema, schemaErrors } from '../../support/spec-schema.ts';

useSandbox({ contacts: true });
let received: { event: WebhookEvent; headers: Headers }[];
beforeEach(() => {
  received = [];
  sandbox.route('https://crm.example', async (request) => {
    const event = (await request.json()) as WebhookEvent;
    received.push({ event, headers: request.headers });
    return new Response(null, { status: 204 });
  });
});

const endpoint = async (path: string): Promise<string> => {
  const { body } = await call('POST', '/webhooks', {
    url: `https://crm.example/${path}`,
    events: ['upload.created', 'upload.completed', 'upload.failed'],
  });
  return body.webhook.id;
};
const contact = async (): Promise<string> => {
  const options = { callback_url: 'https://crm.example/contact', callback_secret: 's' };
  return (await call('POST', '/contacts', { phone: '+14155550123', ...options })).body.id;
};

test('sandbox events: every delivered event matches the spec', async () => {
  await endpoint('one');
  await upload();
  sandbox.fail(await upload(), 'No luck');
  await contact();
  sandbox.fail(await contact(), 'Not today');
  await sandbox.advance('1d');
  const types = received.map(({ event }) => event.type).toSorted();
  expect(types).toEqual([
    'contact.completed',
    'contact.failed',
    'upload.completed',
    'upload.created',
    'upload.created',
    'upload.failed',
    'webhook.ping',
  ]);
  for (const { event } of received)
    expect([event.type, schemaErrors(eventSchema(event.type), event)]).toEqual([event.type, []]);
  expect(sandbox.contacts().map(({ status, error_message }) => [status, error_message])).toEqual([
    ['completed', null],
    ['failed', 'Not today'],
  ]);
  expect(sandbox.violations()).toEqual([]);
});

test('sandbox events: an event has the same ID at every endpoint and in its deliveries', async () => {
  const made = [await endpoint('one'), await endpoint('two')];
  received.length = 0;
  await upload();
  await sandbox.advance('1s');
  const ids = received.map(({ event, headers }) => [event.id, headers.get('x-optimaldial-event-id')]);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(new Set(received.map(({ headers }) => headers.get('x-optimaldial-delivery-id'))).size).toBe(2);
  const logs = made.map(async (id) => (await call('GET', `/webhooks/${id}/deliveries`)).body);
  const events = (await Promise.all(logs)).flat().map(({ event_id }) => event_id);
  const [uuid = ''] = events;
  expect(events).toEqual([uuid, uuid]);
  expect(ids[0]?.[0]).toBe(`evt_${uuid.replaceAll('-', '')}`);
});

describe('pending delivery', () => {
  let id: string;
  let attempts: number;
  beforeEach(async () => {
    id = await endpoint('one');
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
