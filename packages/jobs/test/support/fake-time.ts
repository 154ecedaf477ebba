import { setImmediate as turn } from 'node:timers/promises';
import { onTestFinished, vi } from 'vitest';
import { list, setUpJobs } from './setup-jobs.ts';

/** Time of timers, of `Date` and of `performance` in one process. */
export interface FakeTime {
  /** Lets time pass in small steps, in ms, with the requests and writes that they cause. */
  pass(ms: number): Promise<void>;
}

const STEP_MS = 250;
/** Turns of the event loop after each step. A request of the sandbox takes several. */
const TURNS = 25;

let loaded: Promise<unknown> | undefined;

/** Loads the modules that are loaded when they are needed: loading takes real time, in which no fake time passes. */
async function loadModules(): Promise<void> {
  await Promise.all([
    import('../../src/fleet/work.ts'),
    import('../../src/fleet/wake.ts'),
    import('../../src/protocol/save.ts'),
    import('../../src/parts/save-merged.ts'),
  ]);
  await setUpJobs().jobs.run('crm', list);
}

/** Replaces the time until the test ends. */
export async function fakeTime(): Promise<FakeTime> {
  await (loaded ??= loadModules());
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
