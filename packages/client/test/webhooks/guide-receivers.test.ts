import type { RequestListener } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createClient } from '@optimaldial/client';
import { createSandbox, signWebhook, type WebhookTarget } from '@optimaldial/testing';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { phoneList } from '../support/fake-fetch.ts';
import { listen, serve } from '../support/listen.ts';
import { type FastifyHandler, importDocumented, lambdaEvent } from './guide-receivers.ts';

const { load, remove } = await importDocumented();
const { inbox, MAX_BYTES } = await load('receive.ts');
const { addSecret, removeEndpoint } = await load('rotate.ts');
const variable = 'OPTIMALDIAL_WEBHOOK_SECRETS';

beforeEach(() => {
  inbox.clear();
  vi.stubEnv(variable, undefined);
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});
afterAll(() => remove());

/** Serves a Fastify plugin with node:http, with bodies as Fastify's parser reads them. */
async function serveFastify(): Promise<string> {
  const { optimaldial } = await load('fastify.ts');
  const routes: Record<string, FastifyHandler> = {};
  let limit = 0;
  await optimaldial({
    removeAllContentTypeParsers: () => undefined,
    addContentTypeParser: (_: string, { bodyLimit }: { bodyLimit: number }) => void (limit = bodyLimit),
    post: (path: string, handler: FastifyHandler) => void (routes[path] = handler),
  });
  return serve((request, response) => {
    const code = (status: number) => ({ send: () => response.writeHead(status).end() });
    void buffer(request).then((body) =>
      body.length > limit
        ? code(413).send()
        : routes[request.url ?? '']?.({ body, headers: request.headers }, { code }),
    );
  });
}

async function asLambda(request: Request): Promise<Response> {
  const { handler } = await load('lambda.ts');
  return new Response(null, { status: (await handler(await lambdaEvent(request))).statusCode });
}

const receivers: [string, () => Promise<WebhookTarget>][] = [
  ['Next.js', async () => (await load('route.ts')).POST],
  ['Hono', async () => (await load('hono.ts')).app.fetch],
  ['node:http', async () => `http://127.0.0.1:${await listen((await load('node.ts')).server)}`],
  ['Express', async () => serve((await load('express.ts')).app as RequestListener)],
  ['Fastify', serveFastify],
  ['AWS Lambda', async () => asLambda],
];

test.each(receivers)(
  'receiver for %s: registers, rotates its secret and loses no event',
  async (_, start) => {
    const sandbox = createSandbox({ clock: 'manual' });
    const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
    const complete = async () => {
      await client.uploads.create(phoneList);
      await sandbox.advance('30s');
    };
    sandbox.route('https://crm.example', await start());
    const { webhook, secret } = await client.webhooks.create({ url: 'https://crm.example/optimaldial' });

    await complete(); // Without a secret: 503.
    expect(sandbox.deliveries()).toMatchObject([{ status: 'pending', last_response_status: 503 }]);
    expect(inbox.size).toBe(0);
    vi.stubEnv(variable, secret);
    await sandbox.advance('1min');
    expect(sandbox.deliveries()).toMatchObject([{ status: 'delivered', attempt_count: 2 }]);
    expect(inbox.size).toBe(1);

    vi.stubEnv(variable, ''); // An outage, from before the rotation until after its first step.
    await complete();
    let second = '';
    await addSecret(client, webhook, async (added) => {
      second = added;
      vi.stubEnv(variable, secret);
      await complete(); // The new secret isn't stored yet: 400.
      expect(sandbox.deliveries().map(({ last_response_status }) => last_response_status)).toContain(400);
      vi.stubEnv(variable, '');
    });
    expect(second).not.toBe(secret);
    vi.stubEnv(variable, `${second}, ${secret}`);
    expect(await removeEndpoint(client, webhook)).toBe(false);
    await sandbox.advance('1d');
    await complete(); // Delivered by both endpoints.
    expect(await removeEndpoint(client, webhook)).toBe(true);
    vi.stubEnv(variable, second);
    await complete();

    expect(sandbox.deliveries().every(({ status }) => status === 'delivered')).toBe(true);
    const completed = [...inbox.values()].map((event) =>
      event.type === 'upload.completed' ? event.data.upload.id : event.type,
    );
    const uploads = sandbox.uploads().map(({ id }) => id);
    expect(completed.toSorted()).toEqual(uploads.toSorted());
    expect(completed).toHaveLength(5);
    expect(sandbox.violations()).toEqual([]);
  },
);

const secret = 'a1'.repeat(32);
const body = '{"id":"evt_1","type":"upload.archived"}';
const now = () => Math.floor(Date.now() / 1000);
const refused: [string, BodyInit, string | undefined][] = [
  ['no signature', body, undefined],
  ['a malformed signature', body, 'garbage'],
  ['another secret', body, signWebhook(body, 'b2'.repeat(32))],
  ['another body', `${body} `, signWebhook(body, secret)],
  ['an old signature', body, signWebhook(body, secret, { timestamp: now() - 4000 })],
  ['a signature from the future', body, signWebhook(body, secret, { timestamp: now() + 4000 })],
  ['no event', '[]', signWebhook('[]', secret)],
  ['an empty body', '', signWebhook('', secret)],
];

test.each(receivers)(
  'receiver for %s: returns the same response for every rejected delivery',
  async (_, start) => {
    vi.stubEnv(variable, secret);
    const send = await sender(await start());
    for (const [, raw, signature] of refused) {
      const response = await send(raw, signature);
      expect([response.status, await response.text()]).toEqual([400, '']);
    }
    expect(inbox.size).toBe(0);
    vi.stubEnv(variable, ` ${secret}\n`);
    for (const round of [1, 2]) {
      const response = await send(body, signWebhook(body, secret));
      expect([round, response.status, inbox.size]).toEqual([round, 204, 1]);
    }
  },
);

test.each(receivers)(
  'receiver for %s: rejects a body above the limit, whatever its signature',
  async (name, start) => {
    vi.stubEnv(variable, secret);
    const send = await sender(await start());
    const large = body.padEnd(MAX_BYTES + 1);
    const status = await send(large, signWebhook(large, secret)).then(
      (response) => response.status,
      () => 'connection closed',
    );
    // The loop of node:http ends the connection when it stops reading.
    expect(name === 'node:http' ? [413, 'connection closed'] : [413]).toContain(status);
    expect(inbox.size).toBe(0);
    const largest = body.padEnd(MAX_BYTES);
    expect((await send(largest, signWebhook(largest, secret))).status).toBe(204);
  },
);

test('receiver for Next.js: stops reading an endless body', async () => {
  let read = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (read > 10 * MAX_BYTES) throw new Error('Read far above the limit');
      read += 100_000;
      controller.enqueue(new Uint8Array(100_000));
    },
  });
  const init = { method: 'POST', body: endless, duplex: 'half' };
  const { POST } = await load('route.ts');
  expect((await POST(new Request('https://crm.example', init))).status).toBe(413);
  expect(read).toBeLessThan(2 * MAX_BYTES);
});

async function sender(target: WebhookTarget) {
  return async (raw: BodyInit, signature: string | undefined): Promise<Response> => {
    const base = typeof target === 'function' ? 'https://crm.example' : String(target);
    const headers = signature === undefined ? {} : { 'x-optimaldial-signature': signature };
    const request = new Request(`${base}/optimaldial`, { method: 'POST', body: raw, headers });
    return typeof target === 'function' ? target(request) : fetch(request);
  };
}
