import { createClient, type AttemptEvent } from '@optimaldial/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { networkError, respondWith, settle, useFakeClock } from '../support/fake-clock.ts';
import { apiKey, eventLoopTurns, fakeFetch, id, phoneList } from '../support/fake-fetch.ts';

const uncaught = vi.fn();
beforeEach(() => {
  uncaught.mockReset();
  process.on('unhandledRejection', uncaught);
});
afterEach(() => void process.off('unhandledRejection', uncaught));

const error = new Error('the log is full');
function thenable(then: (resolve: unknown, reject: (error: Error) => void) => void): object {
  const made = {};
  Reflect.set(made, 'then', then);
  return made;
}
const fail = (): never => {
  throw error;
};
const OBSERVERS: [string, () => unknown][] = [
  ['throws', fail],
  ['rejects with undefined', () => Promise.reject(undefined)],
  ['rejects', () => Promise.reject(error)],
  ['rejects later', () => Promise.resolve().then(fail)],
  ['never settles', () => new Promise(() => undefined)],
  ['returns a thenable that rejects', () => thenable((_, reject) => reject(error))],
  ['returns a thenable that throws', () => thenable(fail)],
  ['returns a thenable that never settles', () => thenable(() => undefined)],
  ['returns a proxy whose properties throw', () => new Proxy({}, { get: fail })],
  ['returns a promise without catch()', () => Object.assign(Promise.reject(error), { catch: undefined })],
];

// Counted without vi.fn(), which would catch a rejection of its implementation.
test.each(OBSERVERS)('onAttempt: the call succeeds when it %s', async (_, observe) => {
  let calls = 0;
  const onAttempt = () => ((calls += 1), observe());
  const { client } = fakeFetch(undefined, { onAttempt });
  expect(await client.uploads.create(phoneList)).toEqual({ id });
  await eventLoopTurns(5);
  expect(calls).toBe(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test.each(OBSERVERS)('onUpdate: the wait succeeds when it %s', async (_, observe) => {
  let calls = 0;
  const onUpdate = () => ((calls += 1), observe());
  const { client } = fakeFetch(() => Response.json({ id, status: 'completed' }));
  expect(await client.uploads.wait(id, { onUpdate })).toMatchObject({ status: 'completed' });
  await eventLoopTurns(5);
  expect(calls).toBe(1);
  expect(uncaught).not.toHaveBeenCalled();
});

test('onAttempt: is called before the call settles', async () => {
  const order: string[] = [];
  const { client } = fakeFetch(undefined, { onAttempt: () => order.push('observed') });
  await client.uploads.retrieve(id).then(() => order.push('returned'));
  expect(order).toEqual(['observed', 'returned']);
});

function slow503(): Promise<Response> {
  const init = { status: 503, headers: { 'x-request-id': 'req-1' } };
  const response = new Response('{"detail":"+14155550123"}', init);
  return new Promise((resolve) => void setTimeout(() => resolve(response), 40));
}

describe('onAttempt: event', () => {
  useFakeClock();

  test('reports each attempt without secrets', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const events: AttemptEvent[] = [];
    const onAttempt = (event: AttemptEvent) => events.push(event);
    const { client } = respondWith([slow503, networkError('ECONNRESET'), 200], { onAttempt });
    await settle(client.uploads.retrieve(id, { headers: { 'x-trace': 'secret' } }));
    const call = { method: 'GET', path: '/api/v1/uploads/{upload_id}' };
    expect(events).toEqual([
      { ...call, attempt: 1, status: 503, requestId: 'req-1', duration: 40, retryDelay: 500 },
      { ...call, attempt: 2, code: 'connection', duration: 0, retryDelay: 1000 },
      { ...call, attempt: 3, status: 200, duration: 0 },
    ]);
  });
});

test('onAttempt: headers that throw do not fail a call without an observer', async () => {
  const headers = { get: (name: string) => (name === 'x-request-id' ? fail() : null) };
  const response = { status: 204, ok: true, headers, body: null, text: async () => '' };
  const client = createClient({ apiKey, fetch: async () => response });
  await expect(client.webhooks.delete(id)).resolves.toBeUndefined();
});
