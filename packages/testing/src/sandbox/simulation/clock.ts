/** The sandbox's time, and the tasks scheduled in it. */
export interface Clock {
  /** The sandbox's time, in ms since 1970. */
  now(): number;
  /** The sandbox's time, in the API's format. */
  timestamp(): string;
  /** Schedules a task. `advance` waits for the promise that it returns. */
  schedule(time: number, task: Task): void;
  /** Starts all tasks that are due, without waiting for their promises. */
  runDue(): void;
  /**
   * Advances the time, and runs all tasks that become due, each at its own time.
   *
   * @throws RangeError beyond the year 9000
   */
  advance(ms: number): Promise<void>;
  /** Stops all timers. */
  stop(): void;
}

type Task = () => void | Promise<void>;

interface ScheduledTask {
  readonly time: number;
  readonly task: Task;
}

/** Whether and how fast the time passes without `advance`. */
export interface Pace {
  readonly isRunning: boolean;
  readonly speed: number;
}

/** The longest delay that `setTimeout` supports, in ms; a longer one runs immediately. */
export const LONGEST_TIMER_MS = 2_147_483_647;

// Timestamps are invalid after the year 9999. What is scheduled before this limit ends before that.
const LATEST_MS = Date.UTC(9000, 0);

/** Formats a time in ms since 1970 like the API. */
export function formatTimestamp(ms: number): string {
  return new Date(ms).toISOString().replace('Z', '+00:00');
}

/** Creates a clock that starts now. It uses the global `Date` and `setTimeout`, so that fake timers control it. */
export function createClock({ isRunning, speed }: Pace): Clock {
  const origin = Date.now();
  const scheduled: ScheduledTask[] = [];
  const pending = new Set<Promise<void>>();
  let advanced = 0;
  let taskTime: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const currentTime = (): number =>
    Math.min(origin + advanced + (isRunning ? (Date.now() - origin) * speed : 0), LATEST_MS);
  const now = (): number => taskTime ?? currentTime();

  /** Removes and returns the next task that is due at a time. */
  function takeNext(until: number): ScheduledTask | undefined {
    const [first] = scheduled;
    return first !== undefined && first.time <= until ? scheduled.shift() : undefined;
  }

  function run({ time, task }: ScheduledTask): void {
    // During the task, the time is the one that it was scheduled for.
    const before = taskTime;
    taskTime = time;
    try {
      const result = task();
      if (result === undefined) return;
      pending.add(result);
      void result.finally(() => pending.delete(result));
    } finally {
      taskTime = before;
    }
  }

  function runDue(): void {
    for (let due = takeNext(currentTime()); due !== undefined; due = takeNext(currentTime())) run(due);
    setTimer();
  }

  function setTimer(): void {
    clearTimeout(timer);
    const [first] = scheduled;
    if (!isRunning || isStopped || first === undefined) return;
    timer = setTimeout(runDue, Math.min(Math.max(0, first.time - currentTime()) / speed, LONGEST_TIMER_MS));
    // The timer must not keep the process alive.
    if (typeof timer === 'object') timer.unref();
  }

  return {
    now,
    timestamp: () => formatTimestamp(now()),
    schedule(time, task) {
      // Searched from the end, because most tasks are scheduled in order.
      const earlier = scheduled.findLastIndex((other) => other.time <= time);
      scheduled.splice(earlier + 1, 0, { time, task });
      setTimer();
    },
    runDue,
    async advance(ms) {
      const until = currentTime() + ms;
      if (until > LATEST_MS) {
        throw new RangeError("The sandbox's time can't be advanced beyond the year 9000.");
      }
      for (;;) {
        const due = takeNext(until);
        if (due !== undefined) {
          // Step by step, so that code called by a task sees the time of the task.
          advanced += Math.max(0, due.time - currentTime());
          run(due);
        }
        // Before the next task, because a pending one may schedule an earlier one.
        while (pending.size > 0) await Promise.all(pending);
        if (due === undefined) break;
      }
      advanced += Math.max(0, until - currentTime());
      setTimer();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
