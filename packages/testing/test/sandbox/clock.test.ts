import { createSandbox, type Duration } from '@optimaldial/testing';
import { describe, expect, test, vi } from 'vitest';
import { newClockMemory } from '../../src/sandbox/simulation/clock-memory.ts';
import { createClock } from '../../src/sandbox/simulation/clock.ts';
import { call, csv, phones, restart, sandbox, upload, useSandbox } from '../support/setup-sandbox.ts';

useSandbox();

test('sandbox clock: processing, deliveries and retries run under fake timers', async () => {
  vi.useFakeTimers();
  try {
    restart({ clock: 'running' });
    const attempts: (string | null)[] = [];
    let broken = false;
    sandbox.route('https://hooks.example', ({ headers }) => {
      if (broken) attempts.push(headers.get('x-optimaldial-attempt'));
      return new Response(null, { status: broken ? 500 : 204 });
    });
    await call('POST', '/webhooks', { url: 'https://hooks.example' });
    broken = true;
    const id = await upload(csv(`Phone\n${phones.join('\n')}\n`));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sandbox.uploads()).toMatchObject([{ id, status: 'completed' }]);
    expect(attempts).toEqual(['1']);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(attempts).toEqual(['1', '2']);
  } finally {
    vi.useRealTimers();
  }
});

test('sandbox clock: a late read reports the original time', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  try {
    restart({ clock: 'running' });
    const made = Date.now();
    await upload();
    vi.setSystemTime(made + 3_600_000);
    const [completed] = sandbox.uploads();
    expect(completed?.status).toBe('completed');
    expect(Date.parse(completed?.updated_at ?? '') - made).toBe(10_000);
  } finally {
    vi.useRealTimers();
  }
});

async function advance80Centuries(): Promise<void> {
  for (let century = 0; century < 80; century++) await sandbox.advance('36500d');
}

describe('sandbox time', () => {
  test.each(['99999999999d', '36501d', 1e300, Infinity, '9'.repeat(400) as `${number}ms`] as Duration[])(
    'advance rejects %s and names the maximum',
    async (duration) => {
      expect(() => sandbox.createKey({ expiresIn: duration })).toThrow('the maximum is "36500d"');
      await expect((async () => sandbox.advance(duration))()).rejects.toThrow('the maximum is "36500d"');
      expect(() => createSandbox({ processing: { takes: duration } })).toThrow(RangeError);
      expect(Math.abs(sandbox.now().getTime() - Date.now())).toBeLessThan(60_000);
    },
  );

  test.each([-1, Number.NaN, '', '-1s', '1 year', 'soon', '1e3s'])(
    'advance rejects the malformed duration %j',
    async (duration) => {
      const asked: any = duration;
      await expect((async () => sandbox.advance(asked))()).rejects.toThrow('Invalid duration');
    },
  );

  test('advance stops at the year 9000 and the sandbox still responds', async () => {
    await expect(advance80Centuries()).rejects.toThrow('the year 9000');
    const { body } = await call('POST', '/uploads', { phone_numbers: phones });
    expect(body).toMatchObject({ status: 'ready_for_processing' });
    expect(sandbox.violations()).toEqual([]);
  });

  test.each([1e6, 1e15, 1e300])('timestamps stay valid at a speed of %d', (speed) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const clock = createClock({ isRunning: true, speed });
      for (const days of [0, 1, 1000]) {
        vi.setSystemTime(Date.now() + days * 86_400_000);
        expect(clock.timestamp()).toMatch(/^\d{4}-\d\d-\d\dT/);
      }
      clock.stop();
    } finally {
      vi.useRealTimers();
    }
  });
});

describe('createClock with the memory of an earlier clock', () => {
  test.each([
    ['manual', false, 0],
    ['running', true, 3_600_000],
  ])('a %s clock continues, and counts the time in between only if it runs', (_, isRunning, passed) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      const first = createClock({ isRunning, speed: 60 });
      const memory = newClockMemory();
      const saved = createClock({ isRunning, speed: 60 }, memory);
      vi.setSystemTime(Date.now() + 60_000);
      expect(saved.now()).toBe(first.now());
      saved.remember();
      const before = saved.now();
      vi.setSystemTime(Date.now() + 3_600_000);
      const restored = createClock({ isRunning, speed: 60 }, structuredClone(memory));
      expect(restored.now() - before).toBe(passed);
      // The system clock was set back.
      vi.setSystemTime(Date.now() - 7_200_000);
      expect(createClock({ isRunning, speed: 60 }, structuredClone(memory)).now()).toBe(before);
    } finally {
      vi.useRealTimers();
    }
  });

  test('starts a task again that had not ended, before later ones', async () => {
    const memory = newClockMemory();
    const first = createClock({ isRunning: false, speed: 1 }, memory);
    const at = first.define<string>('task', () => new Promise(() => undefined));
    at(first.now(), 'started');
    at(first.now() + 1000, 'later');
    first.runDue();
    const restored = createClock({ isRunning: false, speed: 1 }, structuredClone(memory));
    const run: string[] = [];
    restored.define<string>('task', async (data) => void run.push(data));
    await restored.advance(1000);
    expect(run).toEqual(['started', 'later']);
    expect(memory.started).toHaveLength(1);
  });
});

test('sandbox clock: responses have its time in the date header, over HTTP too', async () => {
  restart({ clock: 'manual' });
  await using server = await sandbox.listen();
  await sandbox.advance('400d');
  const headers = { authorization: `Bearer ${sandbox.apiKey}` };
  for (const send of [fetch, sandbox.fetch]) {
    const response = await send(`${server.url}/api/v1/webhooks`, { headers });
    expect(response.headers.get('date')).toBe(sandbox.now().toUTCString());
  }
});
