/** Something to measure: its name, and one call. */
export interface Contestant {
  readonly name: string;
  call(): Promise<unknown>;
}

/** The duration of one call. */
export interface Figure {
  readonly name: string;
  readonly microseconds: number;
}

/** How often each contestant is called. */
export interface Rounds {
  readonly rounds: number;
  /** Calls of one contestant in one round. */
  readonly calls: number;
  /** Concurrent calls. */
  readonly inFlight: number;
}

const WARM_UP = 3;
const PERCENTILE = 0.1;

/**
 * Times contestants in turn, round by round, so that changes in the speed of the machine affect all of
 * them. Takes the 10th percentile of the rounds: the cost of the code without the noise.
 */
export async function interleave(
  contestants: readonly Contestant[],
  { rounds, calls, inFlight }: Rounds,
): Promise<Figure[]> {
  const times = contestants.map((): number[] => []);
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const [index, contestant] of contestants.entries()) {
      const started = performance.now();
      await callAll(contestant, calls, inFlight);
      const microseconds = ((performance.now() - started) * 1000) / calls;
      if (round >= 0) times[index]?.push(microseconds);
    }
  }
  return contestants.map(({ name }, index) => ({ name, microseconds: lowest(times[index] ?? []) }));
}

/** The 10th percentile. */
export function lowest(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * PERCENTILE)] ?? Number.NaN;
}

async function callAll(contestant: Contestant, calls: number, inFlight: number): Promise<void> {
  let left = calls;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await contestant.call();
  };
  await Promise.all(Array.from({ length: inFlight }, caller));
}
