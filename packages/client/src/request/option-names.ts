import type { ConfigurationError } from '../errors/configuration.ts';
import type { InvalidInputError } from '../errors/invalid-input.ts';
import type { CallOptions } from './call-options.ts';

/** The names of all options. The compiler reports a missing one. */
export type OptionNames<Options> = { readonly [name in keyof Options]-?: 1 };

/** The options of every call. */
export const CALL_OPTIONS: OptionNames<CallOptions> = {
  maxRetries: 1,
  timeout: 1,
  deadline: 1,
  signal: 1,
  headers: 1,
};

/**
 * Checks the names of options, for callers without TypeScript: a misspelled `baseUrl` or `maxCredits` must not be
 * ignored.
 *
 * @throws `Rejection` if an option doesn't exist
 */
export function checkNames(
  options: object,
  names: object,
  Rejection: new (message: string) => ConfigurationError | InvalidInputError,
): void {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return;
  throw new Rejection(`Unknown option \`${unknown}\`. The options are ${Object.keys(names).join(', ')}.`);
}
