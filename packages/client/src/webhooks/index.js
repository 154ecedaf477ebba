import { badBody, isReadable, signedBytes } from './delivery-body.ts';
import { signatureHeader } from './delivery-headers.ts';
import { ConfigurationError } from '../errors/configuration.ts';
import { WebhookVerificationError } from './verification-error.ts';
import { isRecord } from '../is-record.ts';
import { readSignature } from './signature-header.ts';
import { importKey, readSecrets } from './secrets.ts';
export { WebhookVerificationError } from './verification-error.ts';
const TOLERANCE_MS = 300000;
/**
 * Verifies a delivery and returns its event.
 *
 * @param delivery the `Request`, with its body not read yet, or `{ body, headers }` with the raw body.
 *   Limit the size of the body first
 * @param secrets the secret of the endpoint, or several during a rotation; any one can match
 * @returns the event, discriminated by `type`. Unknown types pass through, so keep a `default` branch.
 *   Delivery is at least once: deduplicate by `id`
 * @throws WebhookVerificationError if the signature is missing, malformed, wrong or outside the tolerance
 * @throws ConfigurationError if a secret or the tolerance can't work
 */
export async function verifyWebhook(delivery, secrets, { tolerance = TOLERANCE_MS } = {}) {
  const trusted = readSecrets(secrets);
  const limit = milliseconds('tolerance', tolerance);
  const parts = isRecord(delivery) ? delivery : {};
  const { timestamp, signatures } = readSignature(
    signatureHeader(parts['headers'] ?? parts['multiValueHeaders']),
  );
  const { body, bodyUsed } = parts;
  if (bodyUsed === true || (isRecord(body) && body['locked'] === true)) throw badBody('was already read');
  const readable = [parts, body].find(isReadable);
  const signed = signedBytes(timestamp, readable === undefined ? body : await readable.arrayBuffer());
  if (!(await matches(trusted, signatures, signed))) {
    throw new WebhookVerificationError(
      'wrong_signature',
      'No signature matches the provided secrets. Pass the raw body as received, and the secret of this endpoint.',
    );
  }
  // Checked last: an error about the time must not depend on a time that nobody signed.
  const age = milliseconds('Date.now()', Date.now()) - Number(timestamp) * 1000;
  // Written so that NaN is refused. The timestamp has whole seconds.
  if (!(age <= limit + 999 && age >= -limit)) {
    throw new WebhookVerificationError(
      age > 0 ? 'too_old' : 'too_new',
      `The delivery was signed ${Math.abs(Math.round(age / 1000))} s ${age > 0 ? 'ago' : 'ahead'}. Check the clock of this machine; an old delivery may be a replay.`,
    );
  }
  return parse(signed.subarray(timestamp.length + 1));
}
function milliseconds(name, value) {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
  throw new ConfigurationError(`${name} must be a finite, non-negative number of milliseconds.`);
}
// One HMAC a secret, however many signatures a request brings, and one secret after the other:
// WebCrypto copies the body for each.
async function matches(secrets, signatures, signed) {
  for (const secret of secrets) {
    const mac = new Uint8Array(await crypto.subtle.sign('HMAC', await importKey(secret), signed));
    if (signatures.some((hex) => isEqual(mac, hex))) return true;
  }
  return false;
}
/** Compares in constant time. */
function isEqual(mac, hex) {
  const difference = (sum, byte, at) => sum | (byte ^ Number(`0x${hex.slice(at * 2, at * 2 + 2)}`));
  return mac.reduce(difference, mac.length ^ 32) === 0;
}
function parse(body) {
  let event;
  try {
    event = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Reported below, without the text that the parser would quote.
  }
  if (isEvent(event)) return event;
  throw badBody('is signed, but is not an event');
}
// The signature vouches for the rest: unknown types and fields pass through.
function isEvent(value) {
  return isRecord(value) && typeof value['type'] === 'string';
}
