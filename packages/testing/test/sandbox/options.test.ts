import { createSandbox } from '@optimaldial/testing';
import { expect, test, vi } from 'vitest';
import { restart, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox();

test.each([
  [{ speed: 0 }, 'speed'],
  [{ latency: -1 }, 'latency'],
  // Longer than a timer can run.
  [{ latency: 2_147_483_648 }, '2147483647'],
  [{ credits: 1.5 }, 'credits'],
  [{ clock: 'stopped' as 'manual' }, 'clock'],
  [{ results: 'sorted' as 'shuffled' }, 'results'],
  [{ filenames: 'hidden' as 'renamed' }, 'filenames'],
  [{ processing: { takes: 'soon' as '1s' } }, 'soon'],
])('createSandbox: throws a RangeError for %j', (options, message) => {
  expect(() => createSandbox(options)).toThrow(RangeError);
  expect(() => createSandbox(options)).toThrow(message);
});

test('sandbox.grant: adds credits to any organization', async () => {
  restart({ credits: 0 });
  const other = sandbox.createKey({ organization: 'new', credits: 7 });
  sandbox.grant(120);
  sandbox.grant(3, other);
  expect([sandbox.credits(), sandbox.credits(other)]).toEqual([120, 10]);
  await upload();
  expect([sandbox.credits(), sandbox.credits(other)]).toEqual([0, 10]);
  expect(() => sandbox.grant(-1)).toThrow(RangeError);
  expect(() => sandbox.credits('od_live_unknown')).toThrow('Unknown API key');
});

test('createSandbox: the same seed gives the same account, and speed scales time', async () => {
  const first = await upload();
  const { apiKey } = sandbox;
  restart();
  expect([sandbox.apiKey, await upload()]).toEqual([apiKey, first]);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    restart({ clock: 'running', speed: 60 });
    const before = sandbox.now().getTime();
    vi.advanceTimersByTime(1000);
    expect(sandbox.now().getTime() - before).toBe(60_000);
  } finally {
    vi.useRealTimers();
  }
});
