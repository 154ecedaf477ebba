import type { Order } from './order.ts';
import { SEAMS } from './seams.ts';

/** Kills a few more than needed at each seam, because counts arrive late. */
const MARGIN = 3;
/** Seams that only some jobs pass, or each only once. */
const RARE = /failed|needs_review|put reserved|during|after put done/;

/**
 * The probabilities of being killed. The fewer kills a seam has, and the rarer it is passed, the more likely it
 * kills.
 */
export function nextOdds(
  atLeast: number,
  killed: Readonly<Record<string, number>>,
  passed: Readonly<Record<string, number>>,
): Order['odds'] {
  return Object.fromEntries(
    SEAMS.map((name) => {
      const missing = atLeast + MARGIN - (killed[name] ?? 0);
      const likely = missing / Math.max(1, (passed[name] ?? 0) / 4);
      return [name, missing <= 0 ? 0 : Math.min(RARE.test(name) ? 0.6 : 0.2, likely)];
    }),
  );
}
