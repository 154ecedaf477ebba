import { describeNumber } from '../../describe-value.ts';
import { ConfigurationError } from '../../errors/configuration.ts';

/**
 * Checks an option that is compared: a comparison with NaN would disable it.
 *
 * @throws ConfigurationError if it isn't a non-negative number
 */
export function checkNumber(name: string, value: unknown): void {
  if (typeof value === 'number' && value >= 0) return;
  throw new ConfigurationError(`\`${name}\` must be a non-negative number, got ${describeNumber(value)}.`);
}
