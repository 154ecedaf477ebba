import { expect } from 'vitest';

/** Fake time passes in steps. */
const STEP_MS = 250;

/** Expects that a task that always fails was tried at growing intervals, in two minutes. */
export function expectGrowing(times: readonly number[]): void {
  const intervals = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  for (const [index, interval] of intervals.entries()) {
    expect(interval).toBeGreaterThanOrEqual((intervals[index - 1] ?? 0) - STEP_MS);
  }
  expect(intervals.length).toBeGreaterThan(2);
  expect(intervals[0]).toBeLessThan(5000);
  expect(intervals.at(-1)).toBeGreaterThan(15_000);
}
