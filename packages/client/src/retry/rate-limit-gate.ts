import { abortReason } from '../time/abort.ts';
import { MAX_DELAY_MS } from '../time/backoff.ts';
import { after } from '../time/timer.ts';
import type { ApiResponse } from '../transport/types.ts';

/**
 * Holds requests back after a 429, so that not each of them collects its own. When the limit resets one
 * request goes as a probe. Once it has passed, the rest follow in order: each that passes lets two more
 * go, so that a limit that has room for few is found with few refusals.
 */
export interface Gate {
  /** A number for a call, which keeps its place in the queue also if it comes again. */
  turn(): number;
  /** Whether a request has to wait. */
  readonly closed: boolean;
  /** How long until the limit resets, in ms; 0 if that is over. */
  readonly opensIn: number;
  /** Whether other calls wait. */
  readonly shared: boolean;
  /** The 429 that closed the gate, if the limit resets no sooner than in so many ms. */
  refusalPast(ms: number): ApiResponse | undefined;
  /**
   * Waits for a pass. Whoever gets one owns it, and says what became of it by `refused`, `passed` or `unused`.
   *
   * @param ms how long to wait
   * @returns the pass, or `undefined` if the time is up
   * @throws the reason of the signal if that is aborted first
   */
  enter(turn: number, ms: number, signal: AbortSignal | undefined): Promise<Pass | undefined>;
  /** Closes the gate after a 429, for so many ms. */
  refused(answer: ApiResponse, ms: number, pass: Pass | undefined): void;
  /** Says that a request has come back with anything but a 429. */
  passed(pass: Pass): void;
  /** Gives a pass back with which nothing was sent. */
  unused(pass: Pass): void;
}

/** Leave to send one request. */
export interface Pass {
  /** Whether it goes alone, to find out whether the limit has been reset. */
  readonly probe: boolean;
  /** How often the gate had been closed when it was given: what an older one finds out no longer counts. */
  readonly epoch: number;
}

interface Waiting {
  readonly turn: number;
  go(pass: Pass): void;
}

/** How long those that were let go may stay away before another probe goes, in ms. */
const PROBE_MS = 60_000;
/** The least time between probes that are refused in a row: it doubles up to a minute. In ms. */
const BETWEEN = { first: 500, most: 60_000 };

/** Makes a gate, open. */
export function createRateLimitGate(): Gate {
  const queue: Waiting[] = [];
  let state: 'open' | 'closed' | 'probing' | 'draining' = 'open';
  let turns = 0;
  let epoch = 0;
  let refusals = 0;
  let closedUntil = 0;
  let goneUntil = 0;
  let refusal: ApiResponse | undefined;
  let cancel: (() => void) | undefined;

  function release(count: number, probe: boolean): void {
    goneUntil = performance.now() + PROBE_MS;
    for (const waiting of queue.splice(0, count)) waiting.go({ probe, epoch });
    tick();
  }

  /** Lets the first of those who wait go as the probe, once it is time. */
  function tick(): void {
    cancel?.();
    if (queue.length === 0 || state === 'open') return;
    const left = (state === 'closed' ? closedUntil : goneUntil) - performance.now();
    if (left > 0) {
      cancel = after(left, tick);
      return;
    }
    state = 'probing';
    release(1, true);
  }

  /** Lets others follow a request that has passed, or one in place of one that was not sent. */
  function drain(count: number): void {
    state = queue.length > count ? 'draining' : 'open';
    release(count, false);
  }

  const opensIn = (): number => (state === 'closed' ? Math.max(0, closedUntil - performance.now()) : 0);

  return {
    turn: () => turns++,
    get closed() {
      return state !== 'open';
    },
    get opensIn() {
      return opensIn();
    },
    get shared() {
      return queue.length > 0;
    },
    refusalPast(ms) {
      const left = opensIn();
      return refusal && left > 0 && left >= ms
        ? { ...refusal, retryAfter: Math.ceil(left / 1000) }
        : undefined;
    },
    enter: (turn, ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw abortReason(signal);
        const settle = (): void => {
          stop();
          signal?.removeEventListener('abort', abort);
        };
        const leave = (): void => {
          settle();
          queue.splice(queue.indexOf(waiting), 1);
          // Nobody is left to keep a timer for.
          tick();
        };
        const abort = (): void => {
          leave();
          reject(abortReason(signal));
        };
        const stop = after(ms, () => {
          leave();
          resolve(undefined);
        });
        const waiting: Waiting = {
          turn,
          go(pass) {
            settle();
            resolve(pass);
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        const later = queue.findIndex((other) => other.turn > turn);
        queue.splice(later === -1 ? queue.length : later, 0, waiting);
        tick();
      }),
    refused(answer, ms, pass) {
      if (pass?.probe && pass.epoch === epoch) refusals += 1;
      else if (state === 'open' || state === 'draining') refusals = 0;
      const least = refusals === 0 ? 0 : Math.min(BETWEEN.most, BETWEEN.first * 2 ** refusals);
      epoch += 1;
      state = 'closed';
      closedUntil = Math.max(closedUntil, performance.now() + Math.min(MAX_DELAY_MS, Math.max(ms, least)));
      refusal = answer;
      tick();
    },
    passed(pass) {
      if (pass.epoch !== epoch || state === 'closed') return;
      refusals = 0;
      drain(2);
    },
    unused(pass) {
      if (pass.epoch !== epoch) return;
      if (!pass.probe) {
        if (state === 'draining') drain(1);
        return;
      }
      // The next one probes in its place.
      state = 'closed';
      tick();
    },
  };
}
