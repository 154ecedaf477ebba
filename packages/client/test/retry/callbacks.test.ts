import { createClient, type AttemptEvent } from '@optimaldial/client';
import { expect, test, vi } from 'vitest';
import { answering, broken, moved, useMovedClock } from '../support/clock.ts';
import { apiKey, id } from '../support/stub.ts';

useMovedClock();

const late = () =>
  new Promise<Response>((resolve) => {
    const answer = new Response('{"detail":"+14155550123"}', {
      status: 503,
      headers: { 'x-request-id': 'req-1' },
    });
    setTimeout(() => resolve(answer), 40);
  });

test('onAttempt: reports each attempt without secrets', async () => {
  vi.spyOn(Math, 'random').mockReturnValue(1);
  const told: AttemptEvent[] = [];
  const { client } = answering([late, broken('ECONNRESET'), 200], { onAttempt: (event) => told.push(event) });
  await moved(client.uploads.retrieve(id, { headers: { 'x-trace': 'secret' } }));
  const call = { method: 'GET', path: '/api/v1/uploads/{upload_id}' };
  expect(told).toEqual([
    { ...call, attempt: 1, status: 503, code: undefined, requestId: 'req-1', duration: 40, retryDelay: 500 },
    {
      ...call,
      attempt: 2,
      status: undefined,
      code: 'connection',
      requestId: undefined,
      duration: 0,
      retryDelay: 1000,
    },
    {
      ...call,
      attempt: 3,
      status: 200,
      code: undefined,
      requestId: undefined,
      duration: 0,
      retryDelay: undefined,
    },
  ]);
});

function full(): never {
  throw new Error('the log is full');
}

test('onAttempt: an error it throws does not affect the call', async () => {
  const { client } = answering([200], { onAttempt: full });
  expect((await moved(client.uploads.retrieve(id))).value).toMatchObject({ status: 'completed' });
});

const agents: [string, object, boolean][] = [
  ['a page', { navigator: { userAgent: 'Mozilla/5.0 (X11) Chrome/140' }, process: undefined }, true],
  [
    'a worker of a page, with a bundler’s process',
    { navigator: { userAgent: 'Mozilla/5.0' }, process: { env: {}, versions: {} } },
    true,
  ],
  ['jsdom on Node', { navigator: { userAgent: 'Mozilla/5.0 (linux) jsdom/26' } }, false],
  ['Node 20', { navigator: undefined }, false],
  ['Workers', { navigator: { userAgent: 'Cloudflare-Workers' }, process: undefined }, false],
  ['Deno', { navigator: { userAgent: 'Deno/2.5' }, process: undefined }, false],
];
test.each(agents)('createClient: checks for a browser in %s', (_, globals, refused) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  try {
    if (refused) {
      expect(() => createClient({ apiKey })).toThrow(expect.objectContaining({ code: 'configuration' }));
      expect(() => createClient({ apiKey, dangerouslyAllowBrowser: true })).not.toThrow();
    } else {
      expect(() => createClient({ apiKey })).not.toThrow();
    }
  } finally {
    vi.unstubAllGlobals();
  }
});
