import { newClockMemory, type ClockMemory, type Task } from './clock-memory.ts';

/** The sandbox's time, and the tasks scheduled in it. */
export interface Clock {
  /** The sandbox's time, in ms since 1970. */
  now(): number;
  /** The sandbox's time, in the API's format. */
  timestamp(): string;
  /**
   * Defines a kind of task, and returns the function that schedules one. A task is plain data, so that it
   * survives a restart. `advance` waits for the promise of `run`.
   *
   * @param kind its name in the memory
   */
  define<Data>(kind: string, run: Run<Data>): (time: number, data: Data) => void;
  /** Starts all tasks that are due, without waiting for their promises. */
  runDue(): void;
  /**
   * Advances the time, and runs all tasks that become due, each at its own time.
   *
   * @throws RangeError beyond the year 9000
   */
  advance(ms: number): Promise<void>;
  /** Brings the memory up to date. */
  remember(): void;
  /** Resolves once all started tasks have ended. */
  settle(): Promise<void>;
  /** Stops all timers. */
  stop(): void;
}

type Run<Data> = (data: Data) => void | Promise<void>;

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

/**
 * Creates a clock. It uses the global `Date` and `setTimeout`, so that fake timers control it.
 *
 * @param memory the state, which can be that of an earlier clock. If time runs, it has also passed in between,
 *   at real speed
 * @param onChange called after a task was scheduled, started or ended, and after `advance`
 */
export function createClock(
  { isRunning, speed }: Pace,
  memory: ClockMemory = newClockMemory(),
  onChange: () => void = () => undefined,
): Clock {
  const { tasks, started } = memory;
  const kinds = new Map<string, Run<never>>();
  const pending = new Set<Promise<void>>();
  if (isRunning) memory.time += Math.max(0, Date.now() - memory.real);
  memory.real = Date.now();
  tasks.unshift(...started.splice(0));
  let taskTime: number | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStopped = false;

  const currentTime = (): number =>
    Math.min(memory.time + (isRunning ? (Date.now() - memory.real) * speed : 0), LATEST_MS);
  const now = (): number => taskTime ?? currentTime();

  /** Removes and returns the next task that is due at a time. */
  function takeNext(until: number): Task | undefined {
    const [first] = tasks;
    return first !== undefined && first.time <= until ? tasks.shift() : undefined;
  }

  function run(task: Task): void {
    const { time, kind, data } = task;
    const start = kinds.get(kind);
    if (start === undefined) throw new Error(`Unknown kind of task "${kind}".`);
    // During the task, the time is the one that it was scheduled for.
    const before = taskTime;
    taskTime = time;
    try {
      // The kind of a task determines the type of its data.
      const result = start(data as never);
      if (result === undefined) return;
      started.push(task);
      pending.add(result);
      void result.finally(() => {
        pending.delete(result);
        started.splice(started.indexOf(task), 1);
        onChange();
      });
    } finally {
      taskTime = before;
      onChange();
    }
  }

  function runDue(): void {
    for (let due = takeNext(currentTime()); due !== undefined; due = takeNext(currentTime())) run(due);
    setTimer();
  }

  function setTimer(): void {
    clearTimeout(timer);
    const [first] = tasks;
    if (!isRunning || isStopped || first === undefined) return;
    timer = setTimeout(runDue, Math.min(Math.max(0, first.time - currentTime()) / speed, LONGEST_TIMER_MS));
    // The timer must not keep the process alive.
    if (typeof timer === 'object') timer.unref();
  }

  async function settle(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending);
  }

  return {
    now,
    timestamp: () => formatTimestamp(now()),
    define(kind, start) {
      kinds.set(kind, start);
      return (time, data) => {
        // Searched from the end, because most tasks are scheduled in order.
        const earlier = tasks.findLastIndex((other) => other.time <= time);
        tasks.splice(earlier + 1, 0, { time, kind, data });
        setTimer();
        onChange();
      };
    },
    runDue,
    settle,
    remember() {
      memory.time = currentTime();
      memory.real = Date.now();
    },
    async advance(ms) {
      const until = currentTime() + ms;
      if (until > LATEST_MS) {
        throw new RangeError("The sandbox's time can't be advanced beyond the year 9000.");
      }
      for (;;) {
        const due = takeNext(until);
        if (due !== undefined) {
          // Step by step, so that code called by a task sees the time of the task.
          memory.time += Math.max(0, due.time - currentTime());
          run(due);
        }
        // Before the next task, because a pending one may schedule an earlier one.
        await settle();
        if (due === undefined) break;
      }
      memory.time += Math.max(0, until - currentTime());
      setTimer();
      onChange();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
