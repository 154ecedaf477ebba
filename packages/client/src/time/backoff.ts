/** The longest delay that the client waits for anything, in ms. A header can ask for years. */
export const MAX_DELAY_MS = 3_600_000;

/** Exponential backoff, in ms. */
export interface Backoff {
  readonly first: number;
  readonly factor: number;
  readonly max: number;
}

/**
 * A delay with full jitter, in ms: random between 0 and the exponential delay, so that calls which failed
 * together don't retry together.
 *
 * @param earlier number of delays before this one
 */
export function fullJitter(backoff: Backoff, earlier: number): number {
  return exponential(backoff, earlier) * Math.random();
}

/**
 * A delay with equal jitter, in ms: random in the upper half of the exponential delay.
 *
 * @param earlier number of delays before this one
 */
export function equalJitter(backoff: Backoff, earlier: number): number {
  return exponential(backoff, earlier) * (0.5 + Math.random() / 2);
}

function exponential({ first, factor, max }: Backoff, earlier: number): number {
  return Math.min(max, first * factor ** earlier);
}
