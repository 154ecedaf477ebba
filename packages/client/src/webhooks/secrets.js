import { ConfigurationError } from '../errors/configuration.ts';
const MAX_KEYS = 100;
// Imported keys by secret, the oldest first.
const keys = new Map();
/**
 * Returns the secrets as an array.
 *
 * @throws ConfigurationError if one can't be a secret: every delivery would be refused as forged
 */
export function readSecrets(given) {
  return Array.from(Array.isArray(given) && given.length > 0 ? given : [given], readSecret);
}
function readSecret(secret) {
  if (typeof secret !== 'string' || secret === '') throw badSecret('is missing or not a string');
  if (keys.has(secret)) return secret;
  if (/^[\s\p{C}]|[\s\p{C}]$|^(["'`]).*\1$|^[\u2018\u201c].*[\u2019\u201d]$/su.test(secret)) {
    throw badSecret('has whitespace, quotes or invisible characters around it');
  }
  if (/^od_[a-z]+_/.test(secret)) throw badSecret('is an API key');
  // What a template or String() makes of a variable that is not set: anybody could sign with it.
  if (/^(undefined|null|\[object \w+\])$/.test(secret)) throw badSecret('is the text of a missing value');
  return secret;
}
function badSecret(what) {
  return new ConfigurationError(
    `A webhook secret ${what}. Pass the secret that webhooks.create returned, or an array of secrets.`,
  );
}
/** Imports a secret that `readSecrets` returned, or takes the key from the cache. */
export function importKey(secret) {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const [oldest] = keys.keys();
  if (keys.size >= MAX_KEYS && oldest !== undefined) keys.delete(oldest);
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['sign']);
  keys.set(secret, key);
  return key;
}
