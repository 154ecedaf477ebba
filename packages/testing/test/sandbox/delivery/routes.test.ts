import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildWebhookEvent, createSandbox, deliverWebhook } from '@optimaldial/testing';
import * as fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isPublic } from '../../../src/sandbox/delivery/public-url.ts';
import { createRoutes } from '../../../src/sandbox/delivery/routes.ts';
import { send } from '../../support/setup-sandbox.ts';

interface Receiver {
  readonly server: Server;
  readonly port: number;
  readonly paths: string[];
}

async function receive(host: string): Promise<Receiver> {
  const paths: string[] = [];
  const server = createServer((incoming, outgoing) => {
    paths.push(incoming.url ?? '');
    outgoing.writeHead(204).end();
  });
  await new Promise<void>((resolve) => void server.listen(0, host, resolve));
  return { server, port: (server.address() as AddressInfo).port, paths };
}

const refuseDelivery = () => new Response(null, { status: 400 });

describe('sandbox routes', () => {
  let own: Receiver;
  let other: Receiver;
  beforeEach(async () => {
    [own, other] = await Promise.all([receive('127.0.0.1'), receive('127.0.0.2')]);
  });
  afterEach(() => {
    for (const { server } of [own, other]) server.close().closeAllConnections();
  });

  const register = (url: string) => {
    const sandbox = createSandbox({ clock: 'manual' });
    sandbox.route('https://hooks.example', `http://127.0.0.1:${own.port}`);
    return send(sandbox, 'POST', '/webhooks', { url });
  };

  test.each([
    ['//OTHER/x', '//OTHER/x'],
    ['///OTHER/x', '///OTHER/x'],
    ['/%2F%2FOTHER/x', '/%2F%2FOTHER/x'],
    ['/.//OTHER/x', '//OTHER/x'],
    ['/a/..//OTHER/x', '//OTHER/x'],
    ['/@OTHER/x', '/@OTHER/x'],
    ['/http://OTHER/x', '/http://OTHER/x'],
    ['/x?next=//OTHER', '/x?next=//OTHER'],
    ['?next=//OTHER', '/?next=//OTHER'],
    ['/x#//OTHER', '/x'],
  ])('deliver https://hooks.example%s to the routed server only', async (path, expected) => {
    const host = `127.0.0.2:${other.port}`;
    expect((await register(`https://hooks.example${path.replace('OTHER', host)}`)).status).toBe(200);
    expect(own.paths).toEqual([expected.replace('OTHER', host)]);
    expect(other.paths).toEqual([]);
  });

  test.each([
    'https://hooks.example@127.0.0.2:PORT/x',
    'https://hooks.example\\127.0.0.2:PORT/x',
    'https://user:secret@hooks.example/x',
    'https://hooks.example.evil.example/x',
    'https://hooks.example:444/x',
    'https://127.0.0.2:PORT/x',
    'https://2130706434:PORT/x',
  ])('reject an endpoint at %s without sending anything', async (url) => {
    expect((await register(url.replace('PORT', String(other.port)))).status).toBe(400);
    expect([own.paths, other.paths]).toEqual([[], []]);
  });

  test('deliverWebhook: throws a RangeError for a target beyond loopback', async () => {
    const event = buildWebhookEvent('webhook.ping');
    await expect(deliverWebhook('http://192.0.2.1/', event, 's')).rejects.toThrow(RangeError);
    const { status } = await deliverWebhook(new URL(`http://127.0.0.1:${own.port}/in`), event, 's');
    expect([status, own.paths]).toEqual(['delivered', ['/in']]);
  });

  test('deliverWebhook: makes one attempt by default and returns why it failed', async () => {
    const event = buildWebhookEvent('webhook.ping');
    expect(await deliverWebhook(refuseDelivery, event, 's')).toEqual({
      status: 'failed',
      attempts: [{ attempt: 1, status: 400 }],
    });
    const { port } = own;
    await new Promise((resolve) => void own.server.close(resolve));
    const error = `ECONNREFUSED 127.0.0.1:${port}`;
    expect(await deliverWebhook(`http://127.0.0.1:${port}`, event, 's')).toEqual({
      status: 'failed',
      attempts: [{ attempt: 1, status: undefined, error }],
    });
  });

  test.each([0, 7, 1.5, NaN])('deliverWebhook: throws a RangeError for %d attempts', async (attempts) => {
    const deliver = deliverWebhook(() => new Response(), buildWebhookEvent('webhook.ping'), 's', {
      attempts,
    });
    await expect(deliver).rejects.toThrow('attempts must be an integer from 1 to 6');
  });
});

test('sandbox routes: keep their origin for any path', () => {
  const words = ['//', '..', '%2f', '%5c', '%40', 'evil.example', '127.0.0.2:1', '[::1]'];
  const piece = fc.constantFrom(...'/\\@:#?.\t a'.split(''), ...words);
  const routes = createRoutes();
  routes.route('https://hooks.example', 'http://127.0.0.1:3000/base');
  let led = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const target = routes.target(`https://hooks.example${pieces.join('')}`);
      if (target === undefined) return;
      led += 1;
      expect(new URL(String(target)).origin).toBe('http://127.0.0.1:3000');
      expect(target).toMatchObject({ username: '', password: '', hash: '' });
    }),
    { numRuns: 3000 },
  );
  expect(led).toBeGreaterThan(500);
});

describe('sandbox.route targets', () => {
  const { route } = createSandbox();

  test.each([
    'http://127.0.0.1:3000',
    'http://127.8.9.1',
    'https://localhost:3000',
    'http://app.localhost:3000/base',
    'http://[::1]:3000',
    'http://127.1:3000',
    new URL('http://localhost'),
  ])('accepts the server %s', (target) => {
    expect(() => route('https://hooks.example', target)).not.toThrow();
  });

  test.each([
    'http://192.168.1.5:3000',
    'http://0.0.0.0:3000',
    'http://hooks.example',
    'http://localhost.evil.example',
    'http://127.0.0.1.evil.example',
    'http://evil.example@127.0.0.1:3000',
    'http://127.0.0.1@evil.example',
    'http://[::ffff:c000:201]',
    'ftp://127.0.0.1',
    'file:///etc/hosts',
    '127.0.0.1:3000',
    'not a url',
    '',
  ])('throws a RangeError for the server %j', (target) => {
    expect(() => route('https://hooks.example', target)).toThrow('a URL on loopback');
  });

  test('ignores later changes to the URL object', () => {
    const routes = createRoutes();
    const target = new URL('http://127.0.0.1:3000');
    routes.route('https://hooks.example', target);
    target.host = 'evil.example';
    expect(String(routes.target('https://hooks.example/x'))).toBe('http://127.0.0.1:3000/x');
  });
});

test.each([
  ['https://hooks.example', true],
  ['https://hooks.example.', true],
  ['https://8.8.8.8/x', true],
  ['https://100.63.0.1', true],
  ['https://10.example.com', true],
  ['https://a.local.example', true],
  ['http://hooks.example', false],
  ['https://user@hooks.example', false],
  ['https://localhost.', false],
  ['https://a.localhost', false],
  ['https://printer.local', false],
  ['https://metadata.google.internal', false],
  ['https://intranet', false],
  ['https://0x7f.1', false],
  ['https://100.64.0.1', false],
  ['https://169.254.169.254', false],
  ['https://172.31.0.1', false],
  ['https://[2001:db8::1]', false],
  ['nonsense', false],
])('isPublic: %s is %s', (url, expected) => {
  expect(isPublic(url)).toBe(expected);
});
