/** The longest pause that anything waits out, in ms: a header can ask for years. */
export const MAX_DELAY_MS = 3_600_000;

/** How pauses grow, in ms. */
export interface Growth {
  readonly first: number;
  readonly factor: number;
  readonly most: number;
}

/**
 * The pause before the next try, in ms, with all of it left to chance: callers that failed together come
 * back one by one.
 *
 * @param before how many pauses there were before this one
 */
export function fullJitter({ first, factor, most }: Growth, before: number): number {
  return Math.min(most, first * factor ** before) * Math.random();
}

/**
 * The pause before the next try, in ms: grows, with the upper half left to chance so that many who
 * wait do not meet.
 *
 * @param before how many pauses there were before this one
 */
export function equalJitter({ first, factor, most }: Growth, before: number): number {
  return Math.min(most, first * factor ** before) * (0.5 + Math.random() / 2);
}
