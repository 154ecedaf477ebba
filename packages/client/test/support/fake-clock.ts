import type { Client, ClientOptions } from '@optimaldial/client';
import { afterEach, beforeEach, vi } from 'vitest';
import { fakeFetch, type SentRequest } from './fake-fetch.ts';
import { scanError } from './leaks.ts';

const realTurn = setImmediate;

/** Uses fake timers in every test of the file. */
export function useFakeClock(): void {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
}

/** The result of a promise, and after how many ms it settled. */
export interface Settled<T> {
  readonly value?: T;
  readonly error?: unknown;
  readonly ms: number;
}

/** Waits for a promise without advancing the fake clock. */
export async function resultOf<T>(work: Promise<T>): Promise<Settled<T>> {
  const started = Date.now();
  try {
    return { value: await work, ms: Date.now() - started };
  } catch (error) {
    return { error: scanError(error), ms: Date.now() - started };
  }
}

/** Advances the fake clock until a promise settles. */
export async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
  const state: { ended?: Settled<T> } = {};
  void resultOf(work).then((ended) => (state.ended = ended));
  for (let step = 0; state.ended === undefined; step++) {
    if (step > 10_000) throw new Error('The promise hangs: no timer is left that could settle it.');
    // Reading a body takes turns of the real event loop, in which the clock must not advance.
    await new Promise((resolve) => void realTurn(resolve));
    if (state.ended === undefined) await vi.advanceTimersToNextTimerAsync();
  }
  return state.ended;
}

/** A status, an error to throw, or a function that returns the response. */
export type FakeResponse = number | Error | (() => Response | Promise<Response>);

/**
 * A client with the default retries that receives these responses in order and repeats the last one.
 * `times` are the ms at which each request was sent.
 */
export function respondWith(
  responses: readonly FakeResponse[],
  options: ClientOptions = {},
): { client: Client; requests: SentRequest[]; times: number[] } {
  const started = Date.now();
  const times: number[] = [];
  const { client, requests } = fakeFetch(
    async (call) => {
      times.push(Date.now() - started);
      const response = responses[Math.min(call, responses.length) - 1];
      if (response instanceof Error) throw response;
      if (typeof response === 'function') return response();
      return response === 200
        ? Response.json({ id: 'x', status: 'completed' })
        : Response.json({ detail: 'Because' }, { status: response ?? 500 });
    },
    { maxRetries: 2, ...options },
  );
  return { client, requests, times };
}

/** The error that undici throws for a failed connection. */
export function networkError(code: string): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}

/** A 429 with a Retry-After in seconds. */
export function rateLimited(seconds: number): () => Response {
  return () => Response.json({ detail: 'x' }, { status: 429, headers: { 'retry-after': String(seconds) } });
}

/** A response that never arrives and ignores the abort signal. */
export function noResponse(): Promise<Response> {
  return new Promise(() => undefined);
}

/** A response whose body stalls after its first bytes. */
export function stalledResponse(): Response {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":')),
  });
  return new Response(body, { headers: { 'content-type': 'application/json' } });
}

/** An abort signal of an older platform, without `reason` and `throwIfAborted`. */
export function signalWithoutReason(): { signal: AbortSignal; abort: () => void } {
  const target: any = Object.assign(new EventTarget(), { aborted: false });
  const abort = (): void => {
    target.aborted = true;
    target.dispatchEvent(new Event('abort'));
  };
  return { signal: target, abort };
}

/** Advances the monotonic clock without firing timers, as a blocked event loop does. */
export function blockEventLoop(ms: number): void {
  const now = performance.now() + ms;
  const real = performance.now.bind(performance);
  const began = real();
  vi.spyOn(performance, 'now').mockImplementation(() => now + real() - began);
}
