import { phoneNumbers } from '@optimaldial/testing';
import type { CreatedWebhookEndpoint } from '@optimaldial/types';
import { expect, onTestFinished, test } from 'vitest';
import { createFailedPings } from '../../src/dashboard/state/pings.ts';
import { accountState } from '../../src/dashboard/state/state.ts';
import { openSandbox } from '../../src/sandbox/create-sandbox.ts';
import { NO_ROUTE, type AttemptReport } from '../../src/sandbox/delivery/delivery.ts';

async function setUp() {
  const opened = openSandbox({ clock: 'manual' });
  const { sandbox } = opened;
  onTestFinished(() => sandbox.close());
  let status = 204;
  sandbox.route('https://hooks.example', () => new Response(null, { status }));
  const call = (path: string, body?: object, method = 'POST') =>
    sandbox.fetch(`https://api.optimaldial.com/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
  const created = await call('/webhooks', { url: 'https://hooks.example/od', events: ['upload.created'] });
  const { webhook } = (await created.json()) as CreatedWebhookEndpoint;
  const upload = () => call('/uploads', { phone_numbers: phoneNumbers(100) });
  const state = () => accountState(opened);
  return {
    sandbox,
    call,
    upload,
    state,
    id: webhook.id,
    setStatus: (value: number) => void (status = value),
  };
}

test('accountState: shows the last error of an endpoint, and how often it failed in a row', async () => {
  const { sandbox, upload, state, setStatus } = await setUp();
  expect(state().endpoints).toMatchObject([
    {
      url: 'https://hooks.example/od',
      events: ['upload.created'],
      status: 'active',
      failures: 0,
      error: null,
    },
  ]);
  setStatus(503);
  await upload();
  await sandbox.advance('1min');
  const failed = sandbox.now().toISOString().slice(0, 19);
  expect(state().endpoints).toMatchObject([
    { status: 'active', failures: 2, error: 'HTTP status 503', failed: expect.stringContaining(failed) },
  ]);
  expect(state().deliveries).toMatchObject([
    { url: 'https://hooks.example/od', status: 'pending', response: '503', next: expect.any(String) },
  ]);
  setStatus(204);
  await sandbox.advance('5min');
  expect(state().endpoints).toMatchObject([{ failures: 0, error: null }]);
  expect(state().deliveries).toMatchObject([{ status: 'delivered', response: '204', next: null }]);
});

test('accountState: shows the error of the last attempt, not that of the newest delivery', async () => {
  const { sandbox, upload, state, setStatus } = await setUp();
  setStatus(503);
  await upload();
  await sandbox.advance('30s');
  setStatus(500);
  await upload();
  await sandbox.advance('1s');
  expect(state().endpoints).toMatchObject([{ error: 'HTTP status 500' }]);
  setStatus(502);
  await sandbox.advance('30s');
  expect(state().endpoints).toMatchObject([{ error: 'HTTP status 502' }]);
});

test('accountState: shows that an endpoint was disabled', async () => {
  const { sandbox, upload, state, setStatus } = await setUp();
  setStatus(404);
  for (let list = 0; list < 4; list += 1) await upload();
  await sandbox.advance('1d');
  expect(state().endpoints).toMatchObject([{ status: 'disabled', failures: 20, error: 'HTTP status 404' }]);
});

test('accountState: shows deliveries without the URL of a deleted endpoint, and never its secret', async () => {
  const { sandbox, call, upload, state, id } = await setUp();
  const listed = await (await call('/webhooks', undefined, 'GET')).text();
  await upload();
  await sandbox.advance('1s');
  expect(JSON.stringify(state())).not.toMatch(/[\da-f]{64}/);
  expect(listed).toContain(id);
  await call(`/webhooks/${id}`, undefined, 'DELETE');
  expect(state().endpoints).toEqual([]);
});

const ping = (url: string, result: Partial<AttemptReport>): AttemptReport => ({
  event: 'webhook.ping',
  url,
  at: 0,
  attempt: 1,
  nextAt: undefined,
  status: undefined,
  isSuccess: false,
  ...result,
});
const [one, other] = ['https://one.example/', 'https://other.example/'];

test('createFailedPings: shows why each URL was not registered, the newest first', () => {
  const pings = createFailedPings(50);
  pings.add(ping(one, { error: 'ECONNREFUSED 127.0.0.1:3000' }));
  pings.add(ping(other, { error: NO_ROUTE }));
  pings.add({ ...ping(one, { status: 503 }), event: 'upload.created' });
  pings.add(ping(one, { status: 503, at: 1000 }));
  expect(pings.shown()).toMatchObject([
    { url: one, status: 'not_registered', failures: 2, error: 'The ping failed: HTTP status 503' },
    { url: other, failures: 1, error: 'The ping failed: no route for this URL. Add one with --route' },
  ]);
  pings.add(ping(one, { status: 204, isSuccess: true }));
  expect(pings.shown().map(({ url }) => url)).toEqual([other]);
});

test('createFailedPings: keeps the newest URLs', () => {
  const pings = createFailedPings(1);
  for (const url of [one, other]) pings.add(ping(url, { status: 404 }));
  expect(pings.shown().map(({ url }) => url)).toEqual([other]);
});
