import { createClient } from '@optimaldial/client';
import { createSandbox, signWebhook, type WebhookTarget } from '@optimaldial/testing';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { phoneList } from '../support/fake-fetch.ts';
import { importReceivers } from './guide-receivers.ts';

const { receivers, remove } = await importReceivers();
const cases = receivers.map(([name, start], index) => [name, start, index] as const);
const variable = 'OPTIMALDIAL_WEBHOOK_SECRETS';
/** What the handlers of the guide print. */
const handled: string[] = [];

beforeEach(() => {
  handled.length = 0;
  vi.stubEnv(variable, undefined);
  vi.spyOn(console, 'log').mockImplementation((line: unknown) => void handled.push(String(line)));
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => remove());

test.each(cases)(
  'receiver for %s: registers, rotates its secret and handles each event once',
  async (_, start, index) => {
    // They share one receiver: with the same seed, the events would have the same IDs.
    const sandbox = createSandbox({ clock: 'manual', seed: 100 + index });
    const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
    const complete = async () => {
      await client.uploads.create(phoneList);
      await sandbox.advance('30s');
    };
    sandbox.route('https://crm.example', await start());
    const url = 'https://crm.example/optimaldial';
    const old = await client.webhooks.create({ url });

    await complete(); // Without a secret: 503.
    expect(sandbox.deliveries()).toMatchObject([{ status: 'pending', last_response_status: 503 }]);
    expect(handled).toEqual([]);
    vi.stubEnv(variable, old.secret);
    await sandbox.advance('1min');
    expect(sandbox.deliveries()).toMatchObject([{ status: 'delivered', attempt_count: 2 }]);
    expect(handled).toHaveLength(1);

    const added = await client.webhooks.create({ url });
    await complete(); // The new secret isn't stored yet: 400.
    const statuses = sandbox.deliveries().map(({ last_response_status }) => last_response_status);
    expect(statuses).toContain(400);
    vi.stubEnv(variable, `${added.secret}, ${old.secret}`);
    await sandbox.advance('1d');
    await complete(); // Delivered by both endpoints.
    await client.webhooks.delete(old.webhook.id);
    vi.stubEnv(variable, added.secret);
    await complete();

    expect(sandbox.deliveries().every(({ status }) => status === 'delivered')).toBe(true);
    const uploads = sandbox.uploads().map(({ id }) => `${id} completed`);
    expect(handled.toSorted()).toEqual(uploads.toSorted());
    expect(handled).toHaveLength(4);
    expect(sandbox.violations()).toEqual([]);
  },
);

const secret = 'a1'.repeat(32);
const body = '{"id":"evt_1","type":"upload.archived"}';
const now = () => Math.floor(Date.now() / 1000);
const rejected: [string, BodyInit, string | undefined][] = [
  ['no signature', body, undefined],
  ['a malformed signature', body, 'garbage'],
  ['another secret', body, signWebhook(body, 'b2'.repeat(32))],
  ['another body', `${body} `, signWebhook(body, secret)],
  ['an old signature', body, signWebhook(body, secret, { timestamp: now() - 4000 })],
  ['a signature from the future', body, signWebhook(body, secret, { timestamp: now() + 4000 })],
  ['no event', '[]', signWebhook('[]', secret)],
  ['an empty body', '', signWebhook('', secret)],
];

test.each(cases)(
  'receiver for %s: returns the same response for every rejected delivery',
  async (_, start) => {
    vi.stubEnv(variable, secret);
    const send = sender(await start());
    for (const [, raw, signature] of rejected) {
      const response = await send(raw, signature);
      expect([response.status, await response.text()]).toEqual([400, '']);
    }
    vi.stubEnv(variable, ` ${secret}\n`);
    expect((await send(body, signWebhook(body, secret))).status).toBe(204);
  },
);

const MAX_BYTES = 1_000_000;

test.each(cases)(
  'receiver for %s: rejects a body above the limit, whatever its signature',
  async (_, start) => {
    vi.stubEnv(variable, secret);
    const send = sender(await start());
    const large = body.padEnd(MAX_BYTES + 1);
    expect((await send(large, signWebhook(large, secret))).status).toBe(413);
    const largest = body.padEnd(MAX_BYTES);
    expect((await send(largest, signWebhook(largest, secret))).status).toBe(204);
  },
);

function sender(target: WebhookTarget) {
  return async (raw: BodyInit, signature: string | undefined): Promise<Response> => {
    const base = typeof target === 'function' ? 'https://crm.example' : String(target);
    const headers = signature === undefined ? {} : { 'x-optimaldial-signature': signature };
    const request = new Request(`${base}/optimaldial`, { method: 'POST', body: raw, headers });
    return typeof target === 'function' ? target(request) : fetch(request);
  };
}
