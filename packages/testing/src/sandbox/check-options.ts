import { LONGEST_TIMER_MS } from './simulation/clock.ts';
import type { SandboxOptions } from './types.ts';

/**
 * Checks the options that no other module checks.
 *
 * @throws RangeError for an invalid option
 */
export function checkOptions({ clock, results, filenames, speed = 1, latency = 0 }: SandboxOptions): void {
  checkChoice('clock', clock, ['running', 'manual']);
  checkChoice('results', results, ['in-order', 'shuffled']);
  checkChoice('filenames', filenames, ['kept', 'renamed']);
  if (!(speed > 0 && speed < Infinity)) {
    throw new RangeError(`speed must be a positive number, got ${speed}.`);
  }
  if (!(latency >= 0 && latency <= LONGEST_TIMER_MS)) {
    throw new RangeError(`latency must be a number of ms from 0 to ${LONGEST_TIMER_MS}, got ${latency}.`);
  }
}

function checkChoice(name: string, value: string | undefined, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value)) return;
  throw new RangeError(`${name} must be ${choices.join(' or ')}, got "${value}".`);
}
