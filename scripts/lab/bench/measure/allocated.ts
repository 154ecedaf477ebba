import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Contestant } from './interleave.ts';
import { median } from './median.ts';

const CALLS = 100;
const ROUNDS = 15;

/** KiB that one call allocates on the heap: the median of short runs, each after a garbage collection. */
export async function allocated(contestant: Contestant): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const kib: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let calls = 0; calls < CALLS; calls++) await contestant.call();
    kib.push((process.memoryUsage().heapUsed - before) / 1024 / CALLS);
  }
  return median(kib);
}
