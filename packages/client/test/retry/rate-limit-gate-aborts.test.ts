import * as fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { createRateLimitGate, type Pass } from '../../src/retry/rate-limit-gate.ts';
import type { ApiResponse } from '../../src/transport/types.ts';
import { rateLimited, resultOf, settle, useFakeClock } from '../support/fake-clock.ts';
import { fakeFetch, id, phoneList } from '../support/fake-fetch.ts';

useFakeClock();

const abort = fc.option(
  fc.record({ at: fc.constantFrom(0, 999, 1000, 1001), microtasks: fc.nat({ max: 15 }) }),
  { nil: undefined, freq: 2 },
);

test('rate limit: an abort at any moment around the probe delays no other call', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(abort, { minLength: 1, maxLength: 5 }), async (aborts) => {
      const { client } = fakeFetch((call) => (call === 1 ? rateLimited(1)() : Response.json({ id })), {
        maxRetries: 2,
      });
      const calls = aborts.map((one) => {
        const ends = new AbortController();
        const end = async (): Promise<void> => {
          for (let turn = 0; turn < (one?.microtasks ?? 0); turn++) await Promise.resolve();
          ends.abort(new Error('enough'));
        };
        if (one) setTimeout(() => void end(), one.at);
        return {
          one,
          done: resultOf(client.uploads.create(phoneList, { signal: ends.signal })),
        };
      });
      await vi.advanceTimersByTimeAsync(1100);
      const last = resultOf(client.uploads.create(phoneList));
      await vi.advanceTimersByTimeAsync(100);
      expect(await last).toMatchObject({ value: { id }, ms: 0 });
      for (const { one, done } of calls) {
        const ended = await done;
        if (one === undefined) expect(ended).toMatchObject({ value: { id } });
        expect(ended.ms).toBeLessThanOrEqual(1001);
      }
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 300 },
  );
});

test('rate limit: passes of aborted calls go to the next calls', async () => {
  const aborts = Array.from({ length: 5 }, () => new AbortController());
  const { client, requests } = fakeFetch((call) => (call === 1 ? rateLimited(1)() : Response.json({ id })), {
    maxRetries: 2,
    onAttempt({ status }) {
      // The probe has succeeded, and the second and third call have just received a pass.
      if (status === 200) for (const ends of aborts.slice(1, 3)) ends.abort(new Error('enough'));
    },
  });
  const create = ({ signal }: AbortController) => resultOf(client.uploads.create(phoneList, { signal }));
  const [first = new AbortController(), ...others] = aborts;
  const calls = [create(first)];
  await vi.advanceTimersByTimeAsync(0);
  calls.push(...others.map(create));
  await vi.advanceTimersByTimeAsync(1000);
  const ended = await Promise.all(calls);
  expect(ended.map(({ value }) => value?.id)).toEqual([id, undefined, undefined, id, id]);
  expect(requests).toHaveLength(1 + 3);
});

test('rate limit: two requests are sent at a time after the probe succeeds', async () => {
  const never = new Promise<Response>(() => undefined);
  const { client, requests } = fakeFetch(
    (call) => (call === 1 ? rateLimited(1)() : call === 2 ? Response.json({ id }) : never),
    { maxRetries: 2 },
  );
  const first = resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(0);
  for (let more = 0; more < 5; more++) void resultOf(client.uploads.create(phoneList));
  await vi.advanceTimersByTimeAsync(2000);
  expect(await first).toMatchObject({ value: { id } });
  expect(requests).toHaveLength(2 + 2);
});

test('rate limit gate: stays closed when a probe passes while another request is refused', async () => {
  const gate = createRateLimitGate();
  const refusal = {} as ApiResponse;
  gate.settle(undefined, { sent: true, limited: refusal, delay: 0 });
  const probe = await entered(gate.enter(gate.turn(), 60_000, undefined));
  expect(probe.probe).toBe(true);
  gate.settle(undefined, { sent: true, limited: refusal, delay: 3000 });
  gate.settle(probe, { sent: true });
  gate.settle(probe, { sent: false });
  expect([gate.closed, gate.opensIn]).toEqual([true, 3000]);
});

test('rate limit gate: uses the longer of two delays, capped at one hour', async () => {
  const gate = createRateLimitGate();
  const refusal = {} as ApiResponse;
  gate.settle(undefined, { sent: true, limited: refusal, delay: 10_000 });
  gate.settle(undefined, { sent: true, limited: refusal, delay: 2000 });
  expect(gate.opensIn).toBe(10_000);
  gate.settle(undefined, { sent: true, limited: refusal, delay: 999_999_999_000 });
  expect(gate.opensIn).toBe(3_600_000);
  expect(gate.rejectionAfter(600_000)).toMatchObject({ retryAfter: 3600 });
  expect(gate.rejectionAfter(3_600_001)).toBeUndefined();
});

test('rate limit gate: sends another probe when the first takes over a minute', async () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 0 });
  await entered(gate.enter(gate.turn(), 600_000, undefined));
  const { ms, value } = await settle(gate.enter(gate.turn(), 600_000, undefined));
  expect([ms, value?.probe]).toEqual([60_000, true]);
});

test('rate limit gate: spaces refused probes with backoff', async () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 100 });
  const waits: number[] = [];
  for (let probe = 0; probe < 9; probe++) {
    const { ms, value } = await settle(gate.enter(1, 600_000, undefined));
    waits.push(ms);
    gate.settle(value, { sent: true, limited: {} as ApiResponse, delay: 100 });
  }
  expect(waits).toEqual([100, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
});

test('rate limit gate: opens two passes per success and reuses an unused pass', async () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 0 });
  const went: number[] = [];
  const passes: Pass[] = [];
  for (let turn = 0; turn < 8; turn++) {
    void gate.enter(turn, 600_000, undefined).then((pass) => {
      went.push(turn);
      if (pass) passes.push(pass);
      return pass;
    });
  }
  const passed = async (): Promise<number> => {
    await vi.advanceTimersByTimeAsync(1);
    return went.length;
  };
  expect(await passed()).toBe(1);
  gate.settle(passes[0], { sent: true });
  expect(await passed()).toBe(3);
  gate.settle(passes[1], { sent: true });
  expect(await passed()).toBe(5);
  gate.settle(passes[2], { sent: false });
  expect(await passed()).toBe(6);
  expect(went).toEqual([0, 1, 2, 3, 4, 5]);
  gate.settle(passes[3], { sent: true });
  expect(await passed()).toBe(8);
  expect(gate.closed).toBe(false);
});

test('rate limit: no timer is left when the last waiting call is aborted', async () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 10_000 });
  const controller = new AbortController();
  const waiting = resultOf(gate.enter(gate.turn(), 60_000, controller.signal));
  controller.abort(new Error('enough'));
  expect(await waiting).toMatchObject({ error: { message: 'enough' } });
  expect(vi.getTimerCount()).toBe(0);
});

test('rate limit: a call is rejected when the limit resets at its deadline, with seconds rounded up', () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 1500 });
  expect(gate.rejectionAfter(1500)).toMatchObject({ retryAfter: 2 });
  expect(gate.rejectionAfter(1501)).toBeUndefined();
});

test('rate limit: a second pass of the same epoch does not open a closed gate', async () => {
  const gate = createRateLimitGate();
  gate.settle(undefined, { sent: true, limited: {} as ApiResponse, delay: 0 });
  const probe = await entered(gate.enter(gate.turn(), 60_000, undefined));
  gate.settle(probe, { sent: false });
  gate.settle(probe, { sent: true });
  expect(gate.closed).toBe(true);
});

async function entered(pass: Promise<Pass | undefined>): Promise<Pass> {
  const { value } = await settle(pass);
  if (value === undefined) throw new Error('expected a pass');
  return value;
}
