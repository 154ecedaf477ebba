import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';

/** Time of timers, of `Date` and of `performance` in one process. */
export interface FakeTime {
  /** Lets time pass in small steps, in ms, with the requests and writes that they cause. */
  pass(ms: number): Promise<void>;
}

const STEP_MS = 250;
/** Turns of the event loop after each step. A request of the sandbox takes several. */
const TURNS = 25;

/** Replaces the time until the test ends. */
export function fakeTime(): FakeTime {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'performance', 'Date'],
  });
  onTestFinished(() => void vi.useRealTimers());
  return {
    async pass(ms) {
      for (let left = ms; left > 0; left -= STEP_MS) {
        await vi.advanceTimersByTimeAsync(Math.min(left, STEP_MS));
        for (let turns = 0; turns < TURNS; turns += 1) await turn();
      }
    },
  };
}
