import { getEventListeners } from 'node:events';
import { createClient, type FetchInit, isOptimalDialError } from '@optimaldial/client';
import * as fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { networkError } from '../support/fake-clock.ts';
import { apiKey, id, phoneList } from '../support/fake-fetch.ts';

// Random schedules of responses, failures, aborts, deadlines and busy loops, over calls that share a client.

/** How a request ends; `undefined` if it never does. */
type End = 200 | 429 | 401 | 500 | 'refused' | 'reset' | 'stall' | undefined;
interface Step {
  readonly end: End;
  readonly ms: number;
  readonly retryAfter: number;
  /** How long the event loop is blocked once the request has been sent. */
  readonly busy: number;
}
interface Call {
  readonly paid: boolean;
  readonly at: number;
  readonly deadline: number;
  readonly steps: readonly Step[];
  /** Aborts the call some microtasks after a time or a callback; `undefined` if it is not aborted. */
  readonly abort:
    | { readonly on: 'time' | 'attempt'; readonly at: number; readonly microtasks: number }
    | undefined;
}

const step: fc.Arbitrary<Step> = fc.record({
  end: fc.constantFrom<End[]>(200, 200, 429, 429, 401, 500, 'refused', 'reset', 'stall', undefined),
  ms: fc.constantFrom(0, 0, 1, 50, 700, 3000),
  retryAfter: fc.constantFrom(0, 1, 1, 2, 30, 999_999),
  busy: fc.constantFrom(0, 0, 0, 0, 400, 5000),
});
const call: fc.Arbitrary<Call> = fc.record({
  paid: fc.boolean(),
  at: fc.constantFrom(0, 0, 1, 900, 1000, 2000),
  deadline: fc.constantFrom(500, 1000, 5000, 60_000, 600_000),
  steps: fc.array(step, { maxLength: 5 }),
  abort: fc.option(
    fc.record({
      on: fc.constantFrom<('time' | 'attempt')[]>('time', 'attempt'),
      at: fc.constantFrom(0, 1, 2, 999, 1000, 1001, 2000, 5000),
      microtasks: fc.nat({ max: 12 }),
    }),
    { nil: undefined, freq: 2 },
  ),
});

let busyFor = 0;
beforeEach(() => {
  vi.useFakeTimers();
  busyFor = 0;
  const now = performance.now.bind(performance);
  vi.spyOn(performance, 'now').mockImplementation(() => now() + busyFor);
});
afterEach(() => void vi.useRealTimers());

const microtasks = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
};

function respond({ end, retryAfter }: Step): Response {
  if (end === 200) return Response.json({ id, status: 'completed' });
  const headers: Record<string, string> = end === 429 ? { 'retry-after': String(retryAfter) } : {};
  return Response.json({ detail: 'x' }, { status: typeof end === 'number' ? end : 500, headers });
}

/** Ends a request as its step says, or when its signal is aborted. */
function carryOut(one: Step, signal: AbortSignal | null): Promise<Response> {
  const { end, ms } = one;
  return new Promise((resolve, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason));
    busyFor += one.busy;
    if (end === undefined) return;
    const finish = (): void => {
      if (end === 'refused') reject(networkError('ECONNREFUSED'));
      else if (end === 'reset') reject(networkError('ECONNRESET'));
      else if (end === 'stall') resolve(new Response(new ReadableStream(), { status: 200 }));
      else resolve(respond(one));
    };
    if (ms === 0) finish();
    else setTimeout(finish, ms);
  });
}

test('retry: sends a non-idempotent request at most once after bytes may have left, for any schedule', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 6 }), async (calls) => {
      busyFor = 0;
      const sent = calls.map((): End[] => []);
      const faults: string[] = [];
      const started: number[] = [];
      const aborts = calls.map(() => new AbortController());
      const observers = calls.map((one, index) => () => {
        if (one.abort?.on === 'attempt')
          void microtasks(one.abort.microtasks).then(() => aborts[index]?.abort(new Error('enough')));
      });
      const client = createClient({
        apiKey,
        timeout: 10_000,
        onAttempt: () => observers[current]?.(),
        fetch: (_, init: FetchInit) => {
          const index = Number(init.headers['x-call']);
          const one = calls[index];
          if (one === undefined) return Promise.resolve(Response.json({ id }));
          current = index;
          const ends = sent[index] ?? [];
          if (aborts[index]?.signal.aborted) faults.push(`call ${index} was sent after its abort`);
          if (performance.now() - (started[index] ?? 0) >= one.deadline)
            faults.push(`call ${index} was sent after its deadline`);
          if (one.paid && ends.some((end) => end !== 429 && end !== 'refused'))
            faults.push(`call ${index} was sent again`);
          const now = one.steps[ends.length] ?? { end: 200, ms: 0, retryAfter: 0, busy: 0 };
          ends.push(now.end);
          return carryOut(now, init.signal);
        },
      });
      let current = -1;
      const run = async (one: Call, index: number): Promise<unknown> => {
        await new Promise((resolve) => void setTimeout(resolve, one.at));
        started[index] = performance.now();
        const { signal } = aborts[index] ?? new AbortController();
        if (one.abort?.on === 'time') {
          const { at, microtasks: later } = one.abort;
          setTimeout(() => void microtasks(later).then(() => aborts[index]?.abort(new Error('enough'))), at);
        }
        const options = { signal, deadline: one.deadline, headers: { 'x-call': String(index) } };
        return one.paid ? client.uploads.create(phoneList, options) : client.uploads.retrieve(id, options);
      };
      const settled = calls.map(() => false);
      const outcomes = Promise.allSettled(
        calls.map((one, index) => run(one, index).finally(() => (settled[index] = true))),
      );
      for (let turn = 0; turn < 400 && settled.includes(false); turn++)
        await vi.advanceTimersToNextTimerAsync();
      expect(settled).not.toContain(false);
      for (const [index, outcome] of (await outcomes).entries()) {
        const last = sent[index]?.at(-1);
        const definite = sent[index]?.length === 0 || last === 429 || last === 401 || last === 'refused';
        const code =
          outcome.status === 'rejected' && isOptimalDialError(outcome.reason) && outcome.reason.code;
        if (calls[index]?.paid && outcome.status === 'rejected') {
          // If a request is aborted or times out before its response, the outcome is unknown.
          if (!definite && code !== 'outcome_unknown') faults.push(`call ${index} hides its unknown outcome`);
          if (sent[index]?.length === 0 && code === 'outcome_unknown')
            faults.push(`call ${index} was never sent`);
        }
        const { signal } = aborts[index] ?? new AbortController();
        if (getEventListeners(signal, 'abort').length > 0) faults.push(`call ${index} left a listener`);
      }
      expect(faults).toEqual([]);
      // Only timers of this test remain, none of the client.
      await vi.runAllTimersAsync();
      // The rate limit gate is open too: a later write succeeds within an hour.
      const after = client.uploads.create(phoneList, { deadline: 7_200_000, headers: { 'x-call': 'after' } });
      await vi.advanceTimersByTimeAsync(3_600_000);
      expect(await after).toMatchObject({ id });
      expect(vi.getTimerCount()).toBe(0);
    }),
    { numRuns: 300 },
  );
});
