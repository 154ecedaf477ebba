import { inspect } from 'node:util';
import { beforeEach, afterEach, expect, test, vi } from 'vitest';
import { DAY_MS, parsed, setUpEnsure, url } from './set-up-ensure.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Methods of the requests that changed something. */
const writes = (scene: ReturnType<typeof setUpEnsure>) =>
  scene.sandbox
    .requests()
    .map(({ method }) => method)
    .filter((method) => method !== 'GET');

test('webhooks.ensure: creates the endpoint once, and stores its secret', async () => {
  const scene = setUpEnsure();
  const first = await scene.ensure({ events: ['upload.completed'], description: 'Leads' });
  expect(first).toMatchObject({ isNew: true, retiring: [] });
  expect(first.webhook).toMatchObject({ url, events: ['upload.completed'], description: 'Leads' });
  const [endpoint, ...others] = parsed(scene.stored);
  expect(others).toEqual([]);
  expect(endpoint).toEqual({
    id: first.webhook.id,
    url,
    secret: expect.stringMatching(/^[\da-f]{64}$/),
    activeSince: first.webhook.created_at,
  });
  expect(inspect(first, { depth: 9, showHidden: true })).not.toContain(endpoint?.secret);

  const stored = scene.stored;
  const again = await scene.ensure({ events: ['upload.completed'], description: 'Leads' });
  expect(again).toEqual({ webhook: first.webhook, isNew: false, retiring: [] });
  expect(await scene.ensure()).toEqual(again);
  expect(scene.stored).toBe(stored);
  expect(writes(scene)).toEqual(['POST']);
});

test.each([
  ['https://crm.example/a', 'https://crm.example/a#x', 'https://crm.example/a?'],
  ['https://crm.example', 'https://crm.example/', 'https://CRM.example:443/?#'],
  ['https://crm.example/a?b=c', 'HTTPS://crm.example/./a?b=c#', 'https://crm.example/a?b=c#x'],
])('webhooks.ensure: finds the endpoint of %s when it is spelled %s or %s', async (...spellings) => {
  for (const created of spellings) {
    const scene = setUpEnsure();
    const { webhook } = await scene.ensure({ url: created });
    for (const spelling of spellings) {
      expect(await scene.ensure({ url: spelling })).toMatchObject({
        isNew: false,
        webhook: { id: webhook.id },
      });
    }
    for (const other of ['https://crm.example/a/', 'https://crm.example/a?b', 'https://crm.example/?c=?']) {
      expect(await scene.ensure({ url: other })).toMatchObject({ isNew: true });
    }
  }
});

test('webhooks.ensure: updates events and description, and enables a disabled endpoint', async () => {
  const scene = setUpEnsure();
  const { webhook } = await scene.ensure();
  await scene.advance('1min');
  const changed = await scene.ensure({ events: ['upload.created', 'upload.completed'], description: 'New' });
  expect(changed.webhook).toMatchObject({
    id: webhook.id,
    events: ['upload.created', 'upload.completed'],
    description: 'New',
  });
  const [stored] = parsed(scene.stored);
  expect(Date.parse(stored?.activeSince ?? '')).toBe(scene.sandbox.now().getTime());
  expect((await scene.ensure({ events: ['upload.created'] })).webhook.events).toEqual(['upload.created']);
  expect(parsed(scene.stored)).toEqual([stored]);

  await scene.client.webhooks.update(webhook.id, { is_active: false });
  expect((await scene.ensure()).webhook).toMatchObject({ is_active: true, events: ['upload.created'] });
});

test('webhooks.ensure: rotates the secret when it is due, and loses no event', async () => {
  const scene = setUpEnsure();
  const rotateAfter = 90 * DAY_MS;
  const { webhook: old } = await scene.ensure({ rotateAfter, description: 'Leads' });
  await scene.advance('89d');
  expect(await scene.ensure({ rotateAfter })).toMatchObject({ isNew: false, webhook: { id: old.id } });
  await scene.advance('1d');
  scene.isDown = true;
  const before = await scene.complete();
  const rotated = await scene.ensure({ rotateAfter });
  expect(rotated).toMatchObject({ isNew: true, retiring: [{ id: old.id }] });
  expect(rotated.webhook).toMatchObject({ events: old.events, description: 'Leads' });
  expect(parsed(scene.stored).map(({ id }) => id)).toEqual([rotated.webhook.id, old.id]);

  await scene.advance('70min'); // The event from before the rotation was attempted four times.
  expect(await scene.ensure({ rotateAfter })).toMatchObject({ retiring: [{ id: old.id }] });
  scene.isDown = false;
  const after = await scene.complete();
  expect([...scene.verified]).toEqual([after]);
  expect(await scene.ensure({ rotateAfter })).toMatchObject({ retiring: [{ id: old.id }] });
  await scene.advance('2h');
  expect([...scene.verified].toSorted()).toEqual([before, after].toSorted());
  expect(await scene.ensure({ rotateAfter })).toMatchObject({ isNew: false, retiring: [] });
  expect(parsed(scene.stored).map(({ id }) => id)).toEqual([rotated.webhook.id]);
  expect(await scene.client.webhooks.list()).toMatchObject([{ id: rotated.webhook.id }]);
});

test('webhooks.ensure: ends a rotation before the next one starts', async () => {
  const scene = setUpEnsure();
  await scene.ensure();
  const ids: string[] = [];
  for (let hour = 0; hour < 6; hour++) {
    ids.push((await scene.ensure({ rotateAfter: 0 })).webhook.id);
    expect((await scene.client.webhooks.list()).length).toBeLessThanOrEqual(2);
    await scene.advance('40min');
  }
  expect(new Set(ids).size).toBe(2);
});

test('webhooks.ensure: replaces an endpoint whose secret is not stored', async () => {
  const scene = setUpEnsure();
  const { webhook: lost } = await scene.client.webhooks.create({ url, events: ['upload.created'] });
  const elsewhere = await scene.client.webhooks.create({ url: `${url}/other` });
  const { webhook, retiring } = await scene.ensure();
  expect(retiring).toEqual([lost]);
  expect(webhook.events).toEqual(['upload.created']);
  await scene.ensure();
  expect(await scene.client.webhooks.list()).toHaveLength(3);
  await scene.advance('30min');
  await scene.client.webhooks.update(lost.id, { events: ['upload.completed'] });
  await scene.ensure({ events: ['upload.created', 'upload.completed'] });
  await scene.advance('30min');
  // The endpoint to delete refuses it, but the new one has it, too.
  await scene.complete();
  await scene.advance('30min');
  expect(scene.sandbox.deliveries().map(({ status }) => status)).toContain('pending');
  expect(await scene.ensure()).toMatchObject({ retiring: [] });
  const left = (await scene.client.webhooks.list()).map(({ id }) => id);
  expect(left).toEqual([elsewhere.webhook.id, webhook.id]);
});

test('webhooks.ensure: keeps an endpoint that another process has just created, and may store', async () => {
  const scene = setUpEnsure();
  await scene.ensure();
  await scene.advance('2d');
  const { webhook } = await scene.client.webhooks.create({ url });
  expect(await scene.ensure()).toMatchObject({ isNew: false, retiring: [{ id: webhook.id }] });
  await scene.advance('59min');
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: webhook.id }] });
  await scene.advance('1min');
  expect(await scene.ensure()).toMatchObject({ retiring: [] });
});

test('webhooks.ensure: keeps the old endpoint while deliveries to the new one fail', async () => {
  const scene = setUpEnsure();
  const { webhook: old } = await scene.ensure();
  const { webhook } = await scene.ensure({ rotateAfter: 0 });
  await scene.advance('50min');
  scene.isDown = true;
  await scene.complete();
  await scene.advance('1d');
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  scene.isDown = false;
  await scene.complete();
  expect(await scene.ensure()).toMatchObject({ webhook: { id: webhook.id }, retiring: [] });
});

test('webhooks.ensure: keeps the old endpoint for events that the new one missed while it was disabled', async () => {
  const scene = setUpEnsure();
  const { webhook: old } = await scene.ensure();
  const { webhook } = await scene.ensure({ rotateAfter: 0 });
  await scene.advance('2h');
  await scene.client.webhooks.update(webhook.id, { is_active: false });
  scene.isDown = true;
  const missed = await scene.complete();
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  scene.isDown = false;
  await scene.advance('30s');
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  await scene.advance('1min');
  expect([...scene.verified]).toEqual([missed]);
  await scene.settle();
});

test('webhooks.ensure: keeps an old endpoint with more deliveries than the API lists for a day', async () => {
  const scene = setUpEnsure();
  const { webhook: old } = await scene.ensure();
  await scene.ensure({ rotateAfter: 0 });
  await scene.advance('20h');
  for (let count = 0; count < 100; count++) await scene.complete();
  expect(await scene.ensure()).toMatchObject({ retiring: [{ id: old.id }] });
  await scene.advance('4h');
  expect(await scene.ensure()).toMatchObject({ retiring: [] });
});
