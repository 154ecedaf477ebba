/** The time of a sandbox, and what is to happen in it. */
export interface Clock {
  /** The sandbox's time, in ms since 1970. */
  now(): number;
  /** The same as the API writes it. */
  stamp(): string;
  /** Lets something happen at a time; work that takes turns is waited for by `advance`. */
  at(time: number, work: () => void | Promise<void>): void;
  /** Lets everything happen that is due, without waiting for what takes turns. */
  settle(): void;
  /**
   * Moves the time, and lets everything happen on the way, each at its own time.
   *
   * @throws RangeError beyond the year 9000
   */
  advance(ms: number): Promise<void>;
  /** Ends all timers. */
  stop(): void;
}

interface Planned {
  readonly time: number;
  readonly work: () => void | Promise<void>;
}

/** How the time passes: by itself, so many times as fast, or only when it is moved. */
export interface Pace {
  readonly runs: boolean;
  readonly speed: number;
}

/** The longest delay in ms that `setTimeout` takes; it runs a longer one at once. */
export const LONGEST_TIMER_MS = 2_147_483_647;

// After the year 9999 timestamps would no longer be valid. What is scheduled from here ends before it.
const LATEST_MS = Date.UTC(9000, 0);

/** Makes a clock that starts now. It asks `Date` and `setTimeout` each time, so that fake timers move it. */
export function createClock({ runs, speed }: Pace): Clock {
  const origin = Date.now();
  const planned: Planned[] = [];
  const pending = new Set<Promise<void>>();
  let moved = 0;
  let frozen: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;

  const real = (): number => Math.min(origin + moved + (runs ? (Date.now() - origin) * speed : 0), LATEST_MS);
  const now = (): number => frozen ?? real();

  /** The next thing that is due by then, taken out of the plan. */
  function next(until: number): Planned | undefined {
    const [first] = planned;
    return first !== undefined && first.time <= until ? planned.shift() : undefined;
  }

  function happen({ time, work }: Planned): void {
    // Each thing happens at its own time, also where it is noticed later.
    const before = frozen;
    frozen = time;
    try {
      const turn = work();
      if (turn === undefined) return;
      pending.add(turn);
      void turn.finally(() => pending.delete(turn));
    } finally {
      frozen = before;
    }
  }

  function settle(): void {
    for (let due = next(real()); due !== undefined; due = next(real())) happen(due);
    wake();
  }

  function wake(): void {
    clearTimeout(timer);
    const [first] = planned;
    if (!runs || stopped || first === undefined) return;
    timer = setTimeout(settle, Math.min(Math.max(0, first.time - real()) / speed, LONGEST_TIMER_MS));
    // A process that has nothing else to do may end.
    if (typeof timer === 'object') timer.unref();
  }

  return {
    now,
    stamp: () => new Date(now()).toISOString().replace('Z', '+00:00'),
    at(time, work) {
      // From the end: what is planned last mostly happens last.
      const earlier = planned.findLastIndex((other) => other.time <= time);
      planned.splice(earlier + 1, 0, { time, work });
      wake();
    },
    settle,
    async advance(ms) {
      const until = real() + ms;
      if (until > LATEST_MS) {
        throw new RangeError("The sandbox's time can't be advanced beyond the year 9000.");
      }
      for (;;) {
        const due = next(until);
        if (due !== undefined) {
          // By and by, so that who is called back finds the time that it is then.
          moved += Math.max(0, due.time - real());
          happen(due);
        }
        // Before the next thing: what a delivery leads to may come earlier.
        while (pending.size > 0) await Promise.all(pending);
        if (due === undefined) break;
      }
      moved += Math.max(0, until - real());
      wake();
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
