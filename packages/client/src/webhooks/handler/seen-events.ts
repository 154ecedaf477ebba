import { checkNumber } from './check-number.ts';

/** Result of {@link SeenEvents.claim}. */
export type EventClaim = 'new' | 'done' | 'busy';

/**
 * Remembers which events were handled, so that each one is handled once. Share it between all processes that
 * receive the same events; {@link memorySeen} only works within one.
 */
export interface SeenEvents {
  /**
   * Claims an event, atomically: `new` if the caller now has to handle it, `done` if it was handled, `busy`
   * if another caller is handling it.
   */
  claim(id: string): EventClaim | Promise<EventClaim>;
  /** Marks a claimed event as handled. */
  done(id: string): void | Promise<void>;
  /**
   * Returns a claim, so that the next delivery of the event is `new` again. If claims expire, it must not return
   * that of another caller, which took over from a slow one.
   */
  release(id: string): void | Promise<void>;
}

/** Options of {@link memorySeen}. */
export interface MemorySeenOptions {
  /** How many handled event IDs to keep; the oldest are dropped first. @default 10,000 */
  readonly max?: number | undefined;
}

/**
 * Remembers handled events in the memory of this process.
 *
 * @throws ConfigurationError if `max` isn't a non-negative number
 */
export function memorySeen({ max = 10_000 }: MemorySeenOptions = {}): SeenEvents {
  checkNumber('max', max);
  const busy = new Set<string>();
  const done = new Set<string>();
  return {
    claim(id) {
      if (done.has(id)) return 'done';
      if (busy.has(id)) return 'busy';
      busy.add(id);
      return 'new';
    },
    done(id) {
      busy.delete(id);
      done.add(id);
      for (const oldest of done) {
        if (done.size <= max) break;
        done.delete(oldest);
      }
    },
    release(id) {
      busy.delete(id);
    },
  };
}
