import { ConfigurationError } from '../errors/configuration.ts';
import { createHmac, type Hmac } from './hmac.ts';

const MAX_CACHED = 100;
// By secret that was checked, oldest first.
const hmacs = new Map<string, Hmac>();

// Built when it is used, because parsing `\p` takes a millisecond.
const wrapped = (): RegExp =>
  new RegExp(String.raw`^[\s\p{C}]|[\s\p{C}]$|^(["'\x60]).*\1$|^[\u2018\u201c].*[\u2019\u201d]$`, 'su');

/**
 * Returns the secrets as an array.
 *
 * @throws ConfigurationError if a secret is invalid, because no delivery could match it
 */
export function readSecrets(secrets: unknown): readonly string[] {
  const list: unknown[] = Array.isArray(secrets) ? secrets : [secrets];
  if (list.length === 0) throw invalidSecret('was passed', 'No');
  // Visits the holes of a sparse array too.
  return Array.from(list, readSecret);
}

function readSecret(secret: unknown): string {
  if (typeof secret !== 'string' || secret === '') throw invalidSecret('is missing or not a string');
  if (hmacs.has(secret)) return secret;
  if (wrapped().test(secret)) {
    throw invalidSecret('is surrounded by whitespace, quotes or invisible characters');
  }
  if (/^od_[a-z]+_/.test(secret)) throw invalidSecret('is an API key');
  // A missing variable that became text; anyone could sign with it.
  if (/^(undefined|null|\[object \w+\])$/.test(secret)) {
    throw invalidSecret(`is the text "${secret}": set its environment variable`);
  }
  return secret;
}

function invalidSecret(problem: string, quantity = 'A'): ConfigurationError {
  return new ConfigurationError(
    `${quantity} webhook secret ${problem}. Pass the secret that webhooks.create returned, or an array of secrets.`,
  );
}

/** Returns the cached HMAC of a secret that `readSecrets` has checked, or creates it. */
export function hmacOf(secret: string): Hmac {
  const cached = hmacs.get(secret);
  if (cached !== undefined) return cached;
  const [oldest] = hmacs.keys();
  if (hmacs.size >= MAX_CACHED && oldest !== undefined) hmacs.delete(oldest);
  const hmac = createHmac(secret);
  hmacs.set(secret, hmac);
  return hmac;
}
