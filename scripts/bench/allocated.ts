import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Contestant } from './interleave.ts';

const CALLS = 100;
const ROUNDS = 15;

/** KiB that one call allocates on the heap: the median of short runs from a swept heap. */
export async function allocated(contestant: Contestant): Promise<number> {
  setFlagsFromString('--expose-gc');
  const sweep: unknown = runInNewContext('gc');
  if (!isSweep(sweep)) throw new Error('node gives no gc()');
  const kib: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    sweep();
    const before = process.memoryUsage().heapUsed;
    for (let calls = 0; calls < CALLS; calls++) await contestant.call();
    kib.push((process.memoryUsage().heapUsed - before) / 1024 / CALLS);
  }
  return kib.toSorted((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
}

function isSweep(value: unknown): value is () => void {
  return typeof value === 'function';
}
