import { ConfigurationError } from '../errors/configuration.ts';

/**
 * An API key (`od_live_…`), or a function that gives one. A function is asked again for each
 * attempt, so that a rotated key is used at once.
 */
export type ApiKey = string | (() => string | Promise<string>);

// `od_`, the environment, `_`, then URL-safe characters: 32 today, so that a cut-off paste is seen.
const KEY = /^od_[a-z0-9]+_[\w-]{16,200}$/i;

declare const process: { env: Record<string, string | undefined> } | undefined;

/** The key that was given, else the one in the environment; a malformed one is refused at once. */
export function resolveApiKey(given: ApiKey | undefined): ApiKey {
  if (typeof given === 'function') return given;
  const key = given ?? (typeof process === 'undefined' ? undefined : process.env['OPTIMALDIAL_API_KEY']);
  if (key === undefined || key === '') {
    throw new ConfigurationError(
      'No API key. Pass `apiKey` to createClient, or set OPTIMALDIAL_API_KEY in the environment; keys are made in the developer panel of OptimalDial.',
    );
  }
  return checkApiKey(key);
}

/** Returns a key that can go into a header, and refuses what plainly is none, without showing it. */
export function checkApiKey(key: unknown): string {
  if (typeof key === 'string' && KEY.test(key)) return key;
  const fault =
    typeof key !== 'string'
      ? `is of type ${key === null ? 'null' : typeof key}, not a string`
      : KEY.test(key.trim())
        ? 'has white space around it'
        : 'is malformed';
  throw new ConfigurationError(
    `The API key ${fault}. A key starts with od_live_ and has about 40 characters; copy it whole from the developer panel of OptimalDial.`,
  );
}
