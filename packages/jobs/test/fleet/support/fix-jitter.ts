import { onTestFinished, vi } from 'vitest';

/** Replaces the random numbers until the test ends: 0 is the shortest delay, and almost 1 the longest one. */
export function fixJitter(jitter: number): void {
  const random = vi.spyOn(Math, 'random').mockReturnValue(jitter);
  onTestFinished(() => random.mockRestore());
}
