import { ConfigurationError } from '../errors/configuration.ts';

const MAX_KEYS = 100;
// Imported keys by secret, oldest first.
const keys = new Map<string, Promise<CryptoKey>>();

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
  if (keys.has(secret)) return secret;
  if (/^[\s\p{C}]|[\s\p{C}]$|^(["'`]).*\1$|^[\u2018\u201c].*[\u2019\u201d]$/su.test(secret)) {
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

/** Returns the cached key of a secret that `readSecrets` has checked, or imports it. */
export function importKey(secret: string): Promise<CryptoKey> {
  const cached = keys.get(secret);
  if (cached !== undefined) return cached;
  const [oldest] = keys.keys();
  if (keys.size >= MAX_KEYS && oldest !== undefined) keys.delete(oldest);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign']);
  keys.set(secret, key);
  return key;
}
