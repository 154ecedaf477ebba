import type { WebhookEvent } from '@optimaldial/types';
import { ConfigurationError } from '../errors/configuration.ts';
import { isRecord } from '../is-record.ts';
import { invalidBody, isReadable, signedContent, type Signed } from './delivery-body.ts';
import { signatureHeader, type WebhookHeaders } from './delivery-headers.ts';
import { hmacOf, readSecrets } from './secrets.ts';
import { readSignature } from './signature-header.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** A `Request` of any implementation of `fetch`, whose body hasn't been read yet. */
export interface WebhookRequest {
  /** Only `X-OptimalDial-Signature` is used, because the other headers aren't signed. */
  readonly headers: WebhookHeaders;
  /** Whether the body was read. */
  readonly bodyUsed?: boolean;
  /** Reads the body. */
  arrayBuffer(): Promise<ArrayBufferLike | ArrayBufferView>;
}

/** The body and headers of a delivery, as a framework provides them. */
export interface WebhookParts {
  /** The raw body, exactly as received. Parsed objects are rejected, because the signed bytes are lost. */
  readonly body: string | ArrayBufferView | ArrayBufferLike;
  /** Only `X-OptimalDial-Signature` is used, because the other headers aren't signed. */
  readonly headers: WebhookHeaders;
}

/** Options of {@link verifyWebhook}. */
export interface VerifyOptions {
  /** Maximum difference between the timestamp of the delivery and the system clock, in ms. @default 300,000 */
  readonly tolerance?: number | undefined;
}

/** The replay window of OptimalDial. */
const TOLERANCE_MS = 300_000;

/**
 * Verifies the signature of a delivery and returns its event.
 *
 * @param delivery the `Request`, with its body not read yet, or `{ body, headers }` with the raw body. Limit
 *   the size of the body first
 * @param secrets the secret of the endpoint, or several during a rotation: one of them has to match
 * @returns the event, discriminated by `type`. New event types can be added, so keep a `default` branch.
 *   Delivery is at-least-once: deduplicate by `id`
 * @throws WebhookVerificationError if the signature is missing, malformed or wrong, the timestamp is outside
 *   the tolerance, or the body is invalid
 * @throws ConfigurationError if a secret or the tolerance is invalid
 * @example
 * const event = await verifyWebhook(request, secret);
 * if (event.type === 'upload.completed') await importResults(event.data);
 */
export async function verifyWebhook(
  delivery: WebhookRequest | WebhookParts,
  secrets: string | readonly string[],
  { tolerance = TOLERANCE_MS }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const trusted = readSecrets(secrets);
  const maxAge = milliseconds('tolerance', tolerance);
  const parts: Record<string, unknown> = isRecord(delivery) ? delivery : {};
  const { timestamp, signatures } = readSignature(
    signatureHeader(parts['headers'] ?? parts['multiValueHeaders']),
  );
  const { body, bodyUsed } = parts;
  if (bodyUsed === true || (isRecord(body) && body['locked'] === true)) throw invalidBody('was already read');
  const readable = [parts, body].find(isReadable);
  const signed = signedContent(timestamp, readable === undefined ? body : await readable.arrayBuffer());
  if (!(await matches(trusted, signatures, signed))) {
    throw new WebhookVerificationError(
      'signature_mismatch',
      'No signature matches the provided secrets. Pass the raw body as received, and the secret of this endpoint, or run `webhooks.ensure` with the same store.',
    );
  }
  // Checked last: only then is the timestamp known to be signed.
  const age = milliseconds('Date.now()', Date.now()) - Number(timestamp) * 1000;
  // NaN is rejected. Adds a second, because the timestamp has no fraction.
  if (!(age <= maxAge + 999 && age >= -maxAge)) {
    const seconds = Math.round(Math.abs(age) / 1000);
    const duration = seconds > 100_000 ? `${Math.round(seconds / 86_400)} days` : `${seconds} s`;
    throw new WebhookVerificationError(
      age > 0 ? 'timestamp_too_old' : 'timestamp_too_new',
      `The timestamp is ${duration} in the ${age > 0 ? 'past' : 'future'}, outside the tolerance of ${maxAge / 1000} s. Check the system clock; an old delivery may be a replay.`,
    );
  }
  // Parses the copy that was verified: the caller may have changed the bytes since.
  const text = typeof signed === 'string' ? signed : new TextDecoder().decode(signed);
  return parseEvent(text.slice(timestamp.length + 1));
}

function milliseconds(name: string, value: unknown): number {
  if (typeof value === 'number' && value >= 0 && value < Infinity) return value;
  throw new ConfigurationError(`${name} must be a finite, non-negative number of milliseconds.`);
}

// One HMAC per secret, however many signatures there are, and one after another, because WebCrypto copies the
// body each time.
async function matches(
  secrets: readonly string[],
  signatures: readonly string[],
  signed: Signed,
): Promise<boolean> {
  for (const secret of secrets) {
    const mac = await hmacOf(secret)(signed);
    if (signatures.some((signature) => isEqual(mac, signature))) return true;
  }
  return false;
}

/** Compares in constant time. */
function isEqual(mac: string, signature: string): boolean {
  let difference = mac.length ^ signature.length;
  for (let index = 0; index < signature.length; index++) {
    difference |= mac.charCodeAt(index) ^ signature.charCodeAt(index);
  }
  return difference === 0;
}

function parseEvent(body: string): WebhookEvent {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    // Rejected below. The parser's own message would quote the body.
  }
  if (isEvent(event)) return event;
  throw invalidBody('is signed, but is not an event');
}

// The signature authenticates the rest: unknown types and fields are valid.
function isEvent(value: unknown): value is WebhookEvent {
  return isRecord(value) && typeof value['type'] === 'string';
}
