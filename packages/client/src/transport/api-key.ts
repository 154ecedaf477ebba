import { typeName } from '../describe-value.ts';
import { environment } from '../environment.ts';
import { ConfigurationError } from '../errors/configuration.ts';

/** An API key (`od_live_…`), or a function that returns one. It is called for each attempt, so a rotated key takes effect immediately. */
export type ApiKey = string | (() => string | Promise<string>);

// `od_`, the environment, `_`, then URL-safe characters: 32 today. Short enough to reject a truncated key.
const KEY = /^[Oo][Dd]_[A-Za-z\d]+_[\w-]{16,200}$/;

/** The given key, or the one in the environment. A malformed key is rejected immediately. */
export function resolveApiKey(given: ApiKey | undefined): ApiKey {
  if (typeof given === 'function') return given;
  const key = given ?? environment('OPTIMALDIAL_API_KEY');
  if (key === undefined || key === '') {
    throw new ConfigurationError(
      'No API key. Pass `apiKey` to createClient, or set OPTIMALDIAL_API_KEY in the environment. Create keys in the OptimalDial developer panel.',
    );
  }
  return checkApiKey(key);
}

/** Returns a key that can be sent in a header. Rejects a malformed one without showing it. */
export function checkApiKey(key: unknown): string {
  if (typeof key === 'string' && KEY.test(key)) return key;
  const problem =
    typeof key !== 'string'
      ? `must be a string, got ${typeName(key)}`
      : KEY.test(key.trim())
        ? 'has whitespace around it'
        : 'is malformed';
  throw new ConfigurationError(
    `The API key ${problem}. Keys start with od_live_ and have about 40 characters. Copy the whole key.`,
  );
}
