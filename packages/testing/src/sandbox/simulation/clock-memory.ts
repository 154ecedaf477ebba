/** A scheduled task. */
export interface Task {
  /** When it's due, in ms since 1970. */
  readonly time: number;
  readonly kind: string;
  readonly data: unknown;
}

/** The state of a clock, as plain data. */
export interface ClockMemory {
  /** The clock's time at the real time `real`, both in ms since 1970. */
  time: number;
  real: number;
  /** In the order in which they become due. */
  readonly tasks: Task[];
  /** Tasks that have started and not ended. After a restart, they start again. */
  readonly started: Task[];
}

/** The memory of a clock that starts now. */
export function newClockMemory(): ClockMemory {
  return { time: Date.now(), real: Date.now(), tasks: [], started: [] };
}
