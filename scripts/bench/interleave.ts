/** One contestant: its name, and one call. */
export interface Contestant {
  readonly name: string;
  call(): Promise<unknown>;
}

/** Microseconds a call, for each contestant. */
export interface Figure {
  readonly name: string;
  readonly microseconds: number;
}

const ROUNDS = 60;
const CALLS = 2000;
const WARM_UP = 3;
const PERCENTILE = 0.1;

/**
 * Times contestants in turn, round by round, so that a machine whose speed drifts is as unkind to
 * one as to the other. Takes the 10th percentile of the rounds: what the code costs, not the noise.
 *
 * @param options how many rounds, and calls in each: fewer for what is slow
 */
export async function interleave(
  contestants: readonly Contestant[],
  options: { readonly rounds?: number; readonly calls?: number } = {},
): Promise<Figure[]> {
  const { rounds: most = ROUNDS, calls: each = CALLS } = options;
  const rounds = contestants.map((): number[] => []);
  for (let round = -WARM_UP; round < most; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const started = performance.now();
      for (let calls = 0; calls < each; calls++) await contestant.call();
      const microseconds = ((performance.now() - started) * 1000) / each;
      if (round >= 0) rounds[index]?.push(microseconds);
    }
  }
  return contestants.map(({ name }, index) => {
    const sorted = (rounds[index] ?? []).toSorted((a, b) => a - b);
    return { name, microseconds: sorted[Math.floor(sorted.length * PERCENTILE)] ?? Number.NaN };
  });
}
