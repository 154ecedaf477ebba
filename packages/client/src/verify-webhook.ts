/**
 * Proof that a webhook delivery comes from OptimalDial. Needs WebCrypto and nothing else: it runs on
 * Node, Deno, Bun, Workers.
 *
 * @module
 */
import type { WebhookEvent } from '@optimaldial/types';
import { ConfigurationError } from './errors/configuration.ts';
import { WebhookVerificationError } from './errors/webhook-verification.ts';
import { isRecord } from './record.ts';
import { readSignature, SIGNATURE_HEADER } from './signature-header.ts';

export { WebhookVerificationError, type WebhookFault } from './errors/webhook-verification.ts';
export type { WebhookEvent } from '@optimaldial/types';

/** A delivery, taken apart by a framework. */
export interface WebhookParts {
  /** The raw body, as it was received: a parsed object is refused, since its bytes are lost. */
  readonly body: string | Uint8Array | ArrayBuffer;
  /** The headers, of which only `X-OptimalDial-Signature` is read: the others are not signed. */
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** Options of {@link verifyWebhook}. */
export interface VerifyOptions {
  /** How old, or how far ahead, a delivery may be, in ms. Default: 300,000, the replay window of OptimalDial. */
  readonly tolerance?: number | undefined;
}

const TOLERANCE_MS = 300_000;
const ALGORITHM = { name: 'HMAC', hash: 'SHA-256' };
const encoder = new TextEncoder();
const keys = new Map<string, Promise<CryptoKey>>();
const MOST_KEYS = 100;

/**
 * Verifies a delivery and gives its event.
 *
 * @param delivery the `Request` itself, its body not read yet, or its parts with the raw body
 * @param secrets the endpoint's secret, or several while you rotate; any one may fit
 * @returns the event, told apart by `type`. A type that is not described yet passes as it came, so
 *   keep a `default` branch. An event can arrive more than once: go by its `id`
 * @throws WebhookVerificationError where the signature is missing, malformed, wrong or out of time
 * @throws ConfigurationError where no secret is given
 */
export async function verifyWebhook(
  delivery: Request | WebhookParts,
  secrets: string | readonly string[],
  { tolerance = TOLERANCE_MS }: VerifyOptions = {},
): Promise<WebhookEvent> {
  const candidates = typeof secrets === 'string' ? [secrets] : secrets;
  if (candidates.length === 0 || candidates.some((secret) => typeof secret !== 'string' || secret === '')) {
    throw new ConfigurationError(
      'verifyWebhook needs the secret that webhooks.create gave, or several of them.',
    );
  }
  const { timestamp, signatures } = readSignature(header(delivery.headers));
  const raw = delivery instanceof Request ? await bytesOf(delivery) : delivery.body;
  const signed = withTime(timestamp, raw);
  if (!(await someFits(candidates, signatures, signed))) {
    throw new WebhookVerificationError(
      'wrong_signature',
      'The signature of the delivery fits none of the secrets. Pass the raw body as it was received, and the secret of this very endpoint.',
    );
  }
  // Only now, so that nothing is told about a time that is not proven.
  const age = Date.now() - Number(timestamp) * 1000;
  if (age > tolerance + 999 || age < -tolerance) {
    throw new WebhookVerificationError(
      age > 0 ? 'too_old' : 'too_new',
      `The delivery is signed for a time that is ${Math.abs(Math.round(age / 1000))} s ${age > 0 ? 'ago' : 'ahead'}. Check the clock of this machine; an old delivery may be a replay.`,
    );
  }
  return parse(signed.subarray(timestamp.length + 1));
}

function header(headers: WebhookParts['headers']): string | undefined {
  if (headers instanceof Headers) return headers.get(SIGNATURE_HEADER) ?? undefined;
  const found = Object.entries(headers).filter(([name]) => name.toLowerCase() === SIGNATURE_HEADER);
  const values = found.flatMap(([, value]) => value ?? []);
  return values.length === 0 ? undefined : values.join(',');
}

async function bytesOf(request: Request): Promise<ArrayBuffer> {
  if (request.bodyUsed) throw badBody('was read already');
  return request.arrayBuffer();
}

/** What is signed: the time, a dot, and the very bytes of the body. */
function withTime(timestamp: string, body: WebhookParts['body']): Uint8Array<ArrayBuffer> {
  if (typeof body === 'string') return encoder.encode(`${timestamp}.${body}`);
  if (!(body instanceof ArrayBuffer || body instanceof Uint8Array)) throw badBody('is a parsed value');
  const head = encoder.encode(`${timestamp}.`);
  const whole = new Uint8Array(head.length + body.byteLength);
  whole.set(head);
  whole.set(body instanceof ArrayBuffer ? new Uint8Array(body) : body, head.length);
  return whole;
}

function badBody(what: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'bad_body',
    `The body of the delivery ${what}. Pass the raw body, as a string or bytes: what was signed are its very bytes.`,
  );
}

// `verify` compares in constant time. All pairs are tried, whichever fits.
async function someFits(
  secrets: readonly string[],
  signatures: readonly Uint8Array<ArrayBuffer>[],
  signed: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const checks = secrets.flatMap((secret) =>
    signatures.map(async (signature) =>
      crypto.subtle.verify('HMAC', await importKey(secret), signature, signed),
    ),
  );
  return (await Promise.all(checks)).includes(true);
}

function importKey(secret: string): Promise<CryptoKey> {
  const known = keys.get(secret);
  if (known !== undefined) return known;
  const [oldest] = keys.keys();
  if (keys.size >= MOST_KEYS && oldest !== undefined) keys.delete(oldest);
  const key = crypto.subtle.importKey('raw', encoder.encode(secret), ALGORITHM, false, ['verify']);
  keys.set(secret, key);
  return key;
}

function parse(body: Uint8Array): WebhookEvent {
  let event: unknown;
  try {
    event = JSON.parse(new TextDecoder().decode(body));
  } catch {
    // Signed, and yet no JSON: told below, without what the parser quotes of it.
  }
  if (isEvent(event)) return event;
  throw new WebhookVerificationError(
    'bad_body',
    'The delivery is signed, but its body is no event. Tell OptimalDial.',
  );
}

// The signature vouches for the rest: an unknown type or field passes through.
function isEvent(value: unknown): value is WebhookEvent {
  return isRecord(value) && typeof value['type'] === 'string';
}
