/** Random values that are reproducible with the same seed. */
export interface Random {
  /** A number from 0 (inclusive) to 1 (exclusive). */
  next(): number;
  /** A string of that many hexadecimal digits. */
  hex(digits: number): string;
  uuid(): string;
}

/** The state of a generator, as plain data. */
export interface RandomMemory {
  state: number;
}

/** Creates a pseudorandom number generator (mulberry32), with a seed or the memory of another one. */
export function createRandom(seed: number | RandomMemory): Random {
  const memory = typeof seed === 'number' ? { state: seed >>> 0 } : seed;
  const next = (): number => {
    memory.state = (memory.state + 0x6d2b79f5) >>> 0;
    const { state } = memory;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(next() * 16).toString(16)).join('');
  return {
    next,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
  };
}
