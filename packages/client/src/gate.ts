import { LONGEST_TIMER_MS } from './pause.ts';

/**
 * Holds calls back while the server has asked for a pause, so that not each of them collects its own
 * 429. When the time has come one call goes as a probe, and after it the rest, in order.
 */
export interface Gate {
  /** A number for a call that keeps its place among those that wait, also when it comes again. */
  turn(): number;
  /** Whether a call has to wait. */
  readonly closed: boolean;
  /**
   * Waits for leave to go.
   *
   * @param signal ends the wait, which then rejects with its reason
   * @returns whether the call goes as the probe
   */
  wait(turn: number, signal: AbortSignal): Promise<boolean>;
  /** Says that the server asked for a pause of so many ms. */
  close(ms: number): void;
  /** Says that the probe has come back with anything but a 429. */
  open(): void;
}

interface Waiting {
  readonly turn: number;
  go(probe: boolean): void;
}

/** Makes a gate, open. */
export function createGate(): Gate {
  let turns = 0;
  let state: 'open' | 'closed' | 'probing' = 'open';
  let closedUntil = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const queue: Waiting[] = [];

  /** Lets the first of those who wait go as the probe, once it is time. */
  function tick(): void {
    clearTimeout(timer);
    if (state !== 'closed' || queue.length === 0) return;
    const left = closedUntil - performance.now();
    if (left > 0) {
      timer = setTimeout(tick, Math.min(left, LONGEST_TIMER_MS));
      return;
    }
    state = 'probing';
    queue.shift()?.go(true);
  }

  function enqueue(turn: number, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        queue.splice(queue.indexOf(waiting), 1);
        reject(signal.reason);
      };
      const waiting: Waiting = {
        turn,
        go(probe) {
          signal.removeEventListener('abort', abort);
          resolve(probe);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      const later = queue.findIndex((other) => other.turn > turn);
      queue.splice(later === -1 ? queue.length : later, 0, waiting);
      tick();
    });
  }

  return {
    turn: () => turns++,
    get closed() {
      return state !== 'open';
    },
    async wait(turn, signal) {
      const probe = await enqueue(turn, signal);
      if (!probe || !signal.aborted) return probe;
      // Ended between the leave and the going: the next one probes in its place.
      state = 'closed';
      tick();
      throw signal.reason;
    },
    close(ms) {
      state = 'closed';
      closedUntil = Math.max(closedUntil, performance.now() + ms);
      tick();
    },
    open() {
      if (state !== 'probing') return;
      state = 'open';
      for (const waiting of queue.splice(0)) waiting.go(false);
    },
  };
}
