import { phoneNumbers } from '@optimaldial/testing';
import type { CreatedWebhookEndpoint } from '@optimaldial/types';
import { expect, onTestFinished, test } from 'vitest';
import { accountState } from '../../src/dashboard/state/state.ts';
import { openSandbox } from '../../src/sandbox/create-sandbox.ts';

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
  expect(state().endpoints).toMatchObject([{ status: 'disabled', failures: 20, error: expect.any(String) }]);
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
