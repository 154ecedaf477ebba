import { setTimeout as sleep } from 'node:timers/promises';

const EVERY_MS = 100;

/**
 * Waits until a condition holds.
 *
 * @param what completes the sentence "Waited 60 s until …"
 * @param found returns a value as soon as the condition holds; a promise for `undefined`, `false` or 0 until then
 * @param seconds longest wait
 * @throws Error with `details` if the condition doesn't hold in time
 */
export async function until<T>(
  what: string,
  found: () => T | Promise<T>,
  seconds: number,
  details: () => string = () => '',
): Promise<NonNullable<T>> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const value = await found();
    if (value !== undefined && value !== null && value !== false && value !== 0) return value;
    if (performance.now() > end) throw new Error(`Waited ${seconds} s until ${what}.\n${details()}`);
    await sleep(EVERY_MS);
  }
}
