import { afterEach, beforeEach, vi } from 'vitest';
import type { Client, ClientOptions } from '@optimaldial/client';
import { scanned } from './leaks.ts';
import { stub, type Seen } from './stub.ts';

const realTurn = setImmediate;

/** Puts every test of the file on a clock that is moved, never waited for. */
export function useMovedClock(): void {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
}

/** How work ended, and after how many ms. */
export interface Ended<T> {
  readonly value?: T;
  readonly error?: unknown;
  readonly ms: number;
}

/** How work ends, while somebody else moves the clock. */
export async function outcome<T>(work: Promise<T>): Promise<Ended<T>> {
  const started = Date.now();
  try {
    return { value: await work, ms: Date.now() - started };
  } catch (error) {
    return { error: scanned(error), ms: Date.now() - started };
  }
}

/** Moves the clock until the work is done. */
export async function moved<T>(work: Promise<T>): Promise<Ended<T>> {
  const state: { ended?: Ended<T> } = {};
  void outcome(work).then((ended) => (state.ended = ended));
  for (let step = 0; state.ended === undefined; step++) {
    if (step > 10_000) throw new Error('The work hangs: no timer is left that would move it.');
    // What is read takes turns of the real loop, in which the clock must not move on.
    await new Promise((resolve) => void realTurn(resolve));
    if (state.ended === undefined) await vi.advanceTimersToNextTimerAsync();
  }
  return state.ended;
}

/** An answer in short: a status, an error to throw, or the answer itself. */
export type Short = number | Error | (() => Response | Promise<Response>);

/**
 * A client with the default retries whose answers come in turn, the last one for ever; `asked` says
 * when each was asked for, in ms.
 */
export function answering(
  answers: readonly Short[],
  options: ClientOptions = {},
): { client: Client; seen: Seen[]; asked: number[] } {
  const started = Date.now();
  const asked: number[] = [];
  const { client, seen } = stub(
    async (call) => {
      asked.push(Date.now() - started);
      const answer = answers[Math.min(call, answers.length) - 1];
      if (answer instanceof Error) throw answer;
      if (typeof answer === 'function') return answer();
      return answer === 200
        ? Response.json({ id: 'x', status: 'completed' })
        : Response.json({ detail: 'Because' }, { status: answer ?? 500 });
    },
    { maxRetries: 2, ...options },
  );
  return { client, seen, asked };
}

/** What undici throws for a connection that broke, or never was. */
export function broken(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** An answer that never comes, and heeds no signal. */
export function never(): Promise<Response> {
  return new Promise(() => undefined);
}

/** An answer whose body stalls after its first bytes. */
export function stalled(): Response {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')),
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

/** As if the loop were blocked for so many ms: the clock moves on, and no timer fires. */
export function block(ms: number): void {
  const now = performance.now() + ms;
  const real = performance.now.bind(performance);
  const began = real();
  vi.spyOn(performance, 'now').mockImplementation(() => now + real() - began);
}
