import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Waits until a condition holds.
 *
 * @param what completes the sentence "Waited 60 s until …"
 * @param details of the error. Default: none
 * @throws Error if it doesn't hold in time
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  { seconds = 60, every = EVERY_MS, details = (): string => '' } = {},
): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Waited ${seconds} s until ${what}.\n${details()}`);
    await sleep(every);
  }
}
