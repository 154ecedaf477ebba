import { MAX_DELAY_MS } from '../time/backoff.ts';
import { after } from '../time/timer.ts';
import type { ApiResponse } from '../transport/types.ts';
import { createWaitingQueue } from './waiting-queue.ts';

/**
 * Holds requests back after a 429: only one of them probes the rate limit, instead of each getting
 * its own 429. When the limit resets, one request goes first. Once it succeeds the others follow in order,
 * two per success: if little capacity is left, few are rejected.
 */
export interface RateLimitGate {
  /** A place in the queue, which a call keeps when it comes back. */
  turn(): number;
  /** Whether requests have to wait. */
  readonly closed: boolean;
  /** Time until the limit resets, in ms; 0 if it has. */
  readonly opensIn: number;
  /** Whether other calls are waiting. */
  readonly shared: boolean;
  /** The 429 that closed the gate, if the limit won't reset within `ms`. */
  rejectionAfter(ms: number): ApiResponse | undefined;
  /**
   * Waits for a pass. Its owner must return it with `settle`.
   *
   * @param ms how long to wait, in ms
   * @returns the pass; `undefined` if none is free in time
   * @throws the reason of the signal if it is aborted
   */
  enter(turn: number, ms: number, signal: AbortSignal | undefined): Promise<Pass | undefined>;
  /** Reports what happened to a request, and returns its pass if it has one. */
  settle(pass: Pass | undefined, result: Settled): void;
}

/** Permission to send one request. */
export interface Pass {
  /** Whether it goes alone, to probe whether the limit has reset. */
  readonly probe: boolean;
  /** How often the gate had closed before. A pass of an earlier epoch no longer changes the state. */
  readonly epoch: number;
}

/** What happened to a request. */
export interface Settled {
  /** Whether it was sent. */
  readonly sent: boolean;
  /** The response, if it was a 429. */
  readonly limited?: ApiResponse | undefined;
  /** How long the limit lasts, in ms. */
  readonly delay?: number;
}

/** How long to wait for released requests before another probe is sent, in ms. */
const PROBE_MS = 60_000;
/** The shortest time between consecutive rejected probes, in ms; it doubles. */
const PROBE_BACKOFF = { first: 500, max: 60_000 };

/** Creates a gate. It is open. */
export function createRateLimitGate(): RateLimitGate {
  const queue = createWaitingQueue<Pass>(advance);
  let state: 'open' | 'closed' | 'probing' | 'draining' = 'open';
  let turns = 0;
  let epoch = 0;
  let rejectedProbes = 0;
  let closedUntil = 0;
  let releasedUntil = 0;
  let rejection: ApiResponse | undefined;
  let cancelTimer: (() => void) | undefined;

  /** Sends the next probe when it is due. */
  function advance(): void {
    cancelTimer?.();
    if (queue.length === 0 || state === 'open') return;
    const left = (state === 'closed' ? closedUntil : releasedUntil) - performance.now();
    if (left > 0) {
      cancelTimer = after(left, advance);
      return;
    }
    state = 'probing';
    release(1, true);
  }

  function release(count: number, probe: boolean): void {
    releasedUntil = performance.now() + PROBE_MS;
    queue.release(count, { probe, epoch });
    advance();
  }

  function drain(count: number): void {
    state = queue.length > count ? 'draining' : 'open';
    release(count, false);
  }

  function close(response: ApiResponse, ms: number, pass: Pass | undefined): void {
    if (pass?.probe && pass.epoch === epoch) rejectedProbes += 1;
    else if (state === 'open' || state === 'draining') rejectedProbes = 0;
    const { first, max } = PROBE_BACKOFF;
    const shortest = rejectedProbes === 0 ? 0 : Math.min(max, first * 2 ** rejectedProbes);
    epoch += 1;
    state = 'closed';
    closedUntil = Math.max(closedUntil, performance.now() + Math.min(MAX_DELAY_MS, Math.max(ms, shortest)));
    rejection = response;
    advance();
  }

  function succeeded(): void {
    if (state === 'closed') return;
    rejectedProbes = 0;
    drain(2);
  }

  function returned({ probe }: Pass): void {
    if (!probe) {
      if (state === 'draining') drain(1);
      return;
    }
    // The next one probes in its place.
    state = 'closed';
    advance();
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
    rejectionAfter(ms) {
      const left = opensIn();
      return rejection && left > 0 && left >= ms
        ? { ...rejection, retryAfter: Math.ceil(left / 1000) }
        : undefined;
    },
    enter: (turn, ms, signal) => queue.wait(turn, ms, signal),
    settle(pass, { sent, limited, delay = 0 }) {
      if (limited) close(limited, delay, pass);
      else if (pass?.epoch !== epoch) return;
      else if (sent) succeeded();
      else returned(pass);
    },
  };
}
