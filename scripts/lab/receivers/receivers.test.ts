import { randomUUID } from 'node:crypto';
import { buildWebhookEvent, signWebhook } from '@optimaldial/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { post, postLarge } from './harness/post.ts';
import { addReceivers, compilePage, FRAMEWORKS, makeProject, type Framework } from './harness/project.ts';
import { startReceiver, type Receiver } from './harness/receiver.ts';
import { ADDRESS, openScene } from './harness/scene.ts';

// The blocks of docs/webhooks.md, each in a process of its own, against the deliveries of the sandbox.

const names = Object.keys(FRAMEWORKS) as Framework[];
const MB = 1024 * 1024;
/** The output of another process arrives later than its response. */
const POLL = { timeout: 10_000 };
const receivers = new Map<Framework, Receiver>();
let project: string;

beforeAll(async () => {
  project = await makeProject();
  const folder = await addReceivers(project);
  const started = await Promise.allSettled(
    names.map(async (name) => receivers.set(name, await startReceiver(folder, name))),
  );
  for (const result of started) if (result.status === 'rejected') throw result.reason;
}, 300_000);
afterAll(() => Promise.all([...receivers.values()].map((receiver) => receiver.stop())));

test('docs/webhooks.md: the blocks of the frameworks compile', () => compilePage(project));

function receiverOf(name: Framework): Receiver {
  const receiver = receivers.get(name);
  if (receiver === undefined) throw new Error(`${name} was not started.`);
  return receiver;
}

/** A function URL has no router, and passes text or base64. */
const CASES: { title: string; name: Framework; path: string }[] = [
  ...names
    .filter((name) => name !== 'AWS Lambda')
    .map((name) => ({ title: name, name, path: '/optimaldial' })),
  { title: 'NestJS (controller with rawBody)', name: 'NestJS', path: '/raw/parsed/optimaldial' },
  { title: 'Next.js (Vercel)', name: 'Next.js', path: '/vercel' },
  { title: 'AWS Lambda (text)', name: 'AWS Lambda', path: '/text' },
  { title: 'AWS Lambda (base64)', name: 'AWS Lambda', path: '/base64' },
];

describe.each(CASES)('$title', ({ name, path }) => {
  const open = () => openScene(receiverOf(name), path);

  test('a ping: registers the receiver before it has a secret', async () => {
    const scene = open();
    expect(await scene.register()).toHaveLength(64);
    expect(scene.control.handled).toEqual([]);
  });

  test('an event: is handled', async () => {
    const scene = open();
    scene.control.secrets = [await scene.register()];
    await scene.completeUpload();
    expect(scene.deliveries()).toEqual(['delivered 1 204']);
    expect(scene.control.handled).toMatchObject([
      { type: 'upload.completed', data: { upload: { id: scene.sandbox.uploads()[0]?.id } } },
    ]);
  });

  test('a rotation: both secrets are accepted, and an event of both endpoints is handled once', async () => {
    const scene = open();
    await scene.ensure();
    await scene.completeUpload();
    expect(scene.deliveries()).toEqual(['delivered 1 204']);
    await scene.ensure({ rotateAfter: 0 });
    await scene.completeUpload();
    await scene.sandbox.advance('1min'); // one got a 503 if the other was being handled
    expect(scene.deliveries()).toEqual([
      'delivered 1 204',
      expect.stringMatching(/^delivered [12] 204$/),
      expect.stringMatching(/^delivered [12] 204$/),
    ]);
    expect(scene.control.handled).toHaveLength(2);
  });

  test('no secret: responds with 503, and handles the retry', async () => {
    const scene = open();
    const secret = await scene.register();
    await scene.completeUpload();
    expect(scene.deliveries()).toEqual(['pending 1 503']);
    scene.control.secrets = [secret];
    await scene.sandbox.advance('1min');
    expect(scene.deliveries()).toEqual(['delivered 2 204']);
    expect(scene.control.handled).toHaveLength(1);
  });

  test('a handler that throws: responds with 500, and handles the retry', async () => {
    const scene = open();
    scene.control.secrets = [await scene.register()];
    scene.control.isBroken = true;
    await scene.completeUpload();
    expect(scene.deliveries()).toEqual(['pending 1 500']);
    await expect.poll(receiverOf(name).output, POLL).toContain('The database is down.');
    scene.control.isBroken = false;
    await scene.sandbox.advance('1min');
    expect(scene.deliveries()).toEqual(['delivered 2 204']);
    expect(scene.control.handled).toHaveLength(1);
  });

  test('a lost response: the event is delivered again, and handled once', async () => {
    const scene = open();
    scene.control.secrets = [await scene.register()];
    const statuses: number[] = [];
    scene.sandbox.route(ADDRESS, async (request) => {
      const { status } = await fetch(`${receiverOf(name).url}${path}`, {
        method: 'POST',
        headers: request.headers,
        body: await request.text(),
      });
      statuses.push(status);
      return new Response(null, { status: statuses.length === 1 ? 504 : status });
    });
    await scene.completeUpload();
    await scene.sandbox.advance('1min');
    expect(scene.deliveries()).toEqual(['delivered 2 204']);
    expect(statuses).toEqual([204, 204]);
    expect(scene.control.handled).toHaveLength(1);
  });

  test('an event that arrives three times simultaneously: is handled once', async () => {
    const scene = open();
    const secret = await scene.register();
    scene.control.secrets = [secret];
    const body = JSON.stringify(buildWebhookEvent('upload.completed', { id: `evt_${randomUUID()}` }));
    const headers = { 'x-optimaldial-signature': signWebhook(body, secret) };
    const send = () => post(`${receiverOf(name).url}${path}`, headers, body);
    const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status);
    expect(statuses).toContain(204);
    expect([204, 503]).toEqual(expect.arrayContaining(statuses)); // 503 while it is being handled
    expect((await send()).status).toBe(204);
    expect(scene.control.handled).toHaveLength(1);
  });

  test('forged requests: get the same empty 400', async () => {
    const { control } = open();
    const { url, output } = receiverOf(name);
    control.secrets = ['a1'.repeat(32)];
    const body = JSON.stringify(buildWebhookEvent('upload.completed'));
    const forged = await Promise.all(
      [
        { 'x-optimaldial-signature': signWebhook(body, 'b2'.repeat(32)) },
        { 'x-optimaldial-signature': signWebhook(body, 'a1'.repeat(32), { timestamp: 1_700_000_000 }) },
        { 'x-optimaldial-signature': 't=1' },
        {},
      ].map((headers: Record<string, string>) => post(`${url}${path}`, headers, body)),
    );
    for (const answer of forged) expect(answer).toMatchObject({ ...forged[0], status: 400, body: '' });
    expect(forged[0]?.headers).not.toMatch(/optimaldial|signature/i);
    await expect.poll(output, POLL).toContain('No signature matches');
    expect(control.handled).toEqual([]);
  });

  test.each([
    { megabytes: 2, chunked: true }, // less than the limit of a function URL
    { megabytes: 50, chunked: true },
    { megabytes: 50, chunked: false },
  ])('a body of $megabytes MB (chunked: $chunked): gets a 413, unread', async ({ megabytes, chunked }) => {
    const scene = open();
    const { url, memory } = receiverOf(name);
    scene.control.secrets = [await scene.register()];
    const before = memory();
    let highest = before;
    const timer = setInterval(() => (highest = Math.max(highest, memory())), 10);
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => postLarge(`${url}${path}`, { size: megabytes * MB, chunked })),
    ).finally(() => clearInterval(timer));
    for (const { status, sent } of answers) {
      expect(status).toBe(413);
      // The parser of NestJS reads what it rejects.
      if (!path.startsWith('/raw')) expect(sent).toBeLessThan(25 * MB);
    }
    expect((highest - before) / MB).toBeLessThan(100);
    await scene.completeUpload();
    expect(scene.deliveries()).toEqual(['delivered 1 204']);
  });
});

describe.each(names)('%s', (name) => {
  const path = name === 'AWS Lambda' ? '/parsed' : '/parsed/optimaldial';

  test('a body that is parsed first: responds with 500, and logs what to change', async () => {
    const { url, output } = receiverOf(name);
    const { control } = openScene(receiverOf(name), path);
    control.secrets = ['a1'.repeat(32)];
    const body = JSON.stringify(buildWebhookEvent('upload.completed'));
    const before = output().length;
    const headers = { 'x-optimaldial-signature': signWebhook(body, 'a1'.repeat(32)) };
    expect(await post(`${url}${path}`, headers, body)).toMatchObject({ status: 500, body: '' });
    await expect
      .poll(() => output().slice(before))
      .toContain('The request body was read before the webhook handler');
    expect(control.handled).toEqual([]);
  });
});

test('Cloudflare Workers: a handler continues after its timeout, and the retry is acknowledged', async () => {
  const scene = openScene(receiverOf('Cloudflare Workers'), '/optimaldial');
  await scene.ensure();
  scene.control.delay = 4500; // longer than `timeout`, shorter than OptimalDial waits
  await scene.completeUpload();
  expect(scene.deliveries()).toEqual(['pending 1 503']);
  await expect.poll(() => scene.control.handled, POLL).toHaveLength(1);
  await scene.sandbox.advance('1min');
  await scene.sandbox.advance('5min'); // if the event wasn't marked as done yet
  expect(scene.deliveries()).toEqual([expect.stringMatching(/^delivered [23] 204$/)]);
  expect(scene.control.handled).toHaveLength(1);
});
