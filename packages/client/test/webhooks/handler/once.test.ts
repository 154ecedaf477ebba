import { memorySeen, type SeenEvents } from '@optimaldial/client/webhooks';
import { expect, test, vi } from 'vitest';
import { completed, delivery, receiver } from './deliveries.ts';

const status = async (response: Promise<Response>): Promise<number> => (await response).status;
const verified = { eventId: completed.id, eventType: completed.type };

test('createWebhookHandler: runs the handler once for deliveries of one event at the same time', async () => {
  const finish = Promise.withResolvers<undefined>();
  const handle = vi.fn(() => finish.promise);
  const { handler, errors } = receiver({ on: { 'upload.completed': handle } });
  const first = handler(delivery());
  await vi.waitFor(() => expect(handle).toHaveBeenCalled());
  expect(await status(handler(delivery()))).toBe(503);
  finish.resolve(undefined);
  expect(await status(first)).toBe(204);
  expect(await status(handler(delivery()))).toBe(204);
  expect(await status(handler(delivery({ ...completed, id: 'evt_other' })))).toBe(204);
  expect(handle).toHaveBeenCalledTimes(2);
  expect(errors).toEqual([]);
});

test('createWebhookHandler: responds 500, reports the error and handles the next delivery when the handler throws', async () => {
  const failure = new Error('database');
  const handle = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(failure);
  handle.mockImplementationOnce(() => {
    throw failure;
  });
  const { handler, errors } = receiver({ on: { 'upload.completed': handle } });
  const statuses: number[] = [];
  for (let round = 0; round < 4; round++) statuses.push(await status(handler(delivery())));
  expect(statuses).toEqual([500, 500, 204, 204]);
  expect(handle).toHaveBeenCalledTimes(3);
  expect(errors).toEqual([
    { error: failure, context: verified },
    { error: failure, context: verified },
  ]);
});

test('createWebhookHandler: responds 503 in time, and keeps the late result of the handler', async () => {
  const results = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
  const late = vi.fn(() => results[late.mock.calls.length - 1]?.promise);
  const { handler, errors } = receiver({ timeout: 5, on: { 'upload.completed': late } });
  expect(await status(handler(delivery()))).toBe(503);
  expect(await status(handler(delivery()))).toBe(503); // busy
  const failure = new Error('late');
  results[0]?.reject(failure);
  await vi.waitFor(() => expect(errors).toHaveLength(2));
  expect(await status(handler(delivery()))).toBe(503); // handled again
  results[1]?.resolve(undefined);
  await results[1]?.promise;
  expect(await status(handler(delivery()))).toBe(204);
  expect(late).toHaveBeenCalledTimes(2);
  expect(errors).toMatchObject([
    { error: { name: 'TimeoutError' }, context: verified },
    { error: failure, context: verified },
    { error: { name: 'TimeoutError' }, context: verified },
  ]);
});

test('createWebhookHandler: does not time out when `timeout` is 0', async () => {
  const timer = vi.spyOn(globalThis, 'setTimeout');
  expect(await status(receiver({ timeout: 0 }).handler(delivery()))).toBe(204);
  expect(timer).not.toHaveBeenCalled();
  timer.mockRestore();
});

test('createWebhookHandler: does not start a handler after it has responded 503', async () => {
  const secrets = Promise.withResolvers<string>();
  const seen = { ...memorySeen(), claim: vi.fn(() => 'new' as const) };
  const { handler, errors } = receiver({
    timeout: 5,
    seen,
    secret: () => secrets.promise,
    on: { default: vi.fn() },
  });
  expect(await status(handler(delivery()))).toBe(503);
  secrets.resolve('0123456789abcdef'.repeat(4));
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(seen.claim).not.toHaveBeenCalled();
  expect(errors).toHaveLength(1);
});

const failing = (name: keyof SeenEvents): SeenEvents => ({
  ...memorySeen(),
  [name]: () => Promise.reject(new Error(name)),
});

test.each([
  ['claim', 503, 0, ['claim']],
  // The event is handled: a retry would handle it again.
  ['done', 204, 1, ['done']],
  ['release', 500, 1, ['handler', 'release']],
] as const)(
  'createWebhookHandler: reports it when `seen.%s` fails, and responds %i',
  async (name, expected, calls, messages) => {
    const handle = vi.fn(() => (name === 'release' ? Promise.reject(new Error('handler')) : undefined));
    const { handler, errors } = receiver({ seen: failing(name), on: { 'upload.completed': handle } });
    expect(await status(handler(delivery()))).toBe(expected);
    expect(handle).toHaveBeenCalledTimes(calls);
    expect(errors).toEqual(messages.map((message) => ({ error: new Error(message), context: verified })));
  },
);

test('createWebhookHandler: accepts a `seen` that returns promises, and releases before it responds', async () => {
  const log: string[] = [];
  const record = (name: string) => async (id: string) => {
    await new Promise(setImmediate);
    log.push(`${name} ${id}`);
  };
  const claim = async (id: string) => {
    log.push(`claim ${id}`);
    return 'new' as const;
  };
  const seen: SeenEvents = { claim, done: record('done'), release: record('release') };
  const handle = vi.fn().mockRejectedValueOnce(new Error('once'));
  const { handler } = receiver({ seen, on: { 'upload.completed': handle } });
  for (let round = 0; round < 2; round++) log.push(String(await status(handler(delivery()))));
  const { id } = completed;
  expect(log).toEqual([`claim ${id}`, `release ${id}`, '500', `claim ${id}`, `done ${id}`, '204']);
});

test('createWebhookHandler: releases the event when `onError` never ends', async () => {
  const handle = vi.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('database'));
  const { handler } = receiver({
    timeout: 5,
    onError: () => new Promise(() => undefined),
    on: { 'upload.completed': handle },
  });
  expect(await status(handler(delivery()))).toBe(503);
  expect(await status(handler(delivery()))).toBe(204);
  expect(handle).toHaveBeenCalledTimes(2);
});

test('createWebhookHandler: keeps the platform running with the `waitUntil` of a context', async () => {
  const finish = Promise.withResolvers<undefined>();
  const { handler } = receiver({ timeout: 5, on: { 'upload.completed': () => finish.promise } });
  const kept: Promise<unknown>[] = [];
  const context = { waitUntil: (work: Promise<unknown>) => void kept.push(work) };
  expect(await status(handler(delivery(), { SOME_ENV: 'a' }, context, undefined, null))).toBe(503);
  expect(kept).toHaveLength(1);
  const first = Promise.race([...kept, new Promise(setImmediate).then(() => 'pending')]);
  await expect(first).resolves.toBe('pending');
  finish.resolve(undefined);
  await Promise.all(kept);
  expect(await status(handler(delivery()))).toBe(204);
});

test('createWebhookHandler: responds as usual, and reports it, when `waitUntil` throws', async () => {
  const illegal = new TypeError('Illegal invocation');
  const context = {
    waitUntil() {
      throw illegal;
    },
  };
  const { handler, errors } = receiver();
  expect(await status(handler(delivery(), context))).toBe(204);
  expect(errors).toEqual([{ error: illegal, context: {} }]);
});

test.each([
  [
    'throws',
    () => {
      throw new Error('logger');
    },
  ],
  ['rejects', () => Promise.reject(new Error('logger'))],
])('createWebhookHandler: responds as usual when `onError` %s', async (_, onError) => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const { handler } = receiver({ onError, on: { 'upload.completed': () => Promise.reject(new Error('a')) } });
  expect(await status(handler(delivery(completed, { body: '{}' })))).toBe(400);
  expect(await status(handler(delivery()))).toBe(500);
  expect(print.mock.calls).toEqual([[new Error('logger')], [new Error('logger')]]);
  print.mockRestore();
});

test('createWebhookHandler: prints the error of a handler with its event, without `onError`', async () => {
  const print = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  const failure = new Error('database');
  const { handler } = receiver({ onError: undefined, on: { default: () => Promise.reject(failure) } });
  await handler(delivery());
  expect(print.mock.calls).toEqual([[failure, verified]]);
  print.mockRestore();
});
