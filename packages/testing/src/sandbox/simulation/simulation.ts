import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

/** The sandbox's time and randomness. */
export interface Simulation {
  readonly clock: Clock;
  readonly random: Random;
}
