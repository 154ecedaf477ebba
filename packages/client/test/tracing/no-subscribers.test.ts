import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { platform } from '../../src/transport/platform/node.ts';
import { platform as web } from '../../src/transport/platform/web.ts';
import { trace } from '../../src/tracing/trace.ts';
import { fakeFetch, id } from '../support/fake-fetch.ts';
import { recordTraces } from './record-traces.ts';

const ignore = (): void => undefined;
const response = { status: 200, ok: true };
const describe = vi.fn(() => ({ method: 'GET', number: 1 }));

/** A tracing channel without `hasSubscribers`. */
function channelOfBun(hasSubscribers: boolean): object {
  const idle = { hasSubscribers: false, publish: ignore };
  const start = { ...idle, runStores: (_: unknown, work: () => unknown) => work() };
  return { start, end: idle, asyncStart: idle, asyncEnd: { ...idle, hasSubscribers }, error: idle };
}

beforeEach(() => {
  vi.resetModules();
  describe.mockClear();
});
afterEach(() => void vi.restoreAllMocks());

/** Whether a `trace` returns the promise of its work itself, which takes no microtask, and describes nothing. */
function isUntouched(traceWork: typeof trace): boolean {
  const working = Promise.resolve(response);
  return traceWork('attempt', describe, () => working) === working && describe.mock.calls.length === 0;
}

test('trace: only calls the work when nothing subscribes', () => {
  expect(isUntouched(trace)).toBe(true);
});

test('trace: only calls the work when the last subscriber has left', () => {
  const channel = tracingChannel('optimaldial:attempt');
  const listeners = { start: ignore, end: ignore, asyncStart: ignore, asyncEnd: ignore, error: ignore };
  channel.subscribe(listeners);
  void trace('attempt', describe, async () => response);
  expect(describe).toHaveBeenCalledOnce();
  describe.mockClear();
  channel.unsubscribe(listeners);
  expect(isUntouched(trace)).toBe(true);
});

test('trace: only calls the work in browsers and workers', () => {
  recordTraces();
  expect(isUntouched(web.trace)).toBe(true);
});

test.each([
  ['process.getBuiltinModule is missing', undefined],
  ['the module is missing', () => undefined],
  ['the module has no tracing channels', () => ({})],
  ['a channel of Bun has no subscribers', () => ({ tracingChannel: () => channelOfBun(false) })],
])('trace: only calls the work when %s', async (_, getBuiltinModule) => {
  recordTraces();
  const real = process.getBuiltinModule;
  onTestFinished(() => void Object.assign(process, { getBuiltinModule: real }));
  Object.assign(process, { getBuiltinModule });
  const fresh = await import('../../src/tracing/trace.ts');
  expect(isUntouched(fresh.trace)).toBe(true);
});

test.each([undefined, {}, { getBuiltinModule: true }])(
  'trace: only calls the work when a test replaces `process` with %j',
  async (replaced) => {
    recordTraces();
    const fresh = await import('../../src/tracing/trace.ts');
    vi.stubGlobal('process', replaced);
    try {
      expect(isUntouched(fresh.trace)).toBe(true);
    } finally {
      vi.unstubAllGlobals();
    }
  },
);

test('trace: publishes when only a part of a channel of Bun has subscribers', async () => {
  const module: any = { tracingChannel: () => channelOfBun(true) };
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(module);
  const fresh = await import('../../src/tracing/trace.ts');
  expect(isUntouched(fresh.trace)).toBe(false);
});

test('client: looks for the channels at the first call, not at the import', async () => {
  const find = vi.spyOn(process, 'getBuiltinModule');
  const { createClient } = await import('@optimaldial/client');
  const client = createClient({
    apiKey: `od_live_${'0'.repeat(32)}`,
    fetch: async () => Response.json({ id }),
  });
  expect(find).not.toHaveBeenCalled();
  await client.uploads.retrieve(id);
  expect(find).toHaveBeenCalledTimes(2);
  await client.uploads.retrieve(id);
  expect(find).toHaveBeenCalledTimes(2);
});

/** How many microtasks pass until a call settles. */
async function microtasksOf(call: () => Promise<unknown>): Promise<number> {
  const state = { settled: false };
  const settle = (): void => void (state.settled = true);
  void call().then(settle, settle);
  let count = 0;
  for (; !state.settled; count++) await Promise.resolve();
  return count;
}

test('client: a call takes the same microtasks with idle channels as without channels', async () => {
  const { client } = fakeFetch(() => Object.assign(new Response(), { text: async () => `{"id":"${id}"}` }));
  const retrieve = () => client.uploads.retrieve(id);
  const idle = await microtasksOf(retrieve);
  const replaced = vi.spyOn(platform, 'trace').mockImplementation(web.trace);
  expect(await microtasksOf(retrieve)).toBe(idle);
  expect(replaced).toHaveBeenCalledTimes(2);
});
