import { isRecord } from '../is-record.ts';
import { WebhookVerificationError } from './verification-error.ts';

/** Whether a value is a `Request` or `Blob`, of any realm or implementation of `fetch`. */
export function isReadable(value: unknown): value is { arrayBuffer(): Promise<unknown> } {
  return isRecord(value) && typeof value['arrayBuffer'] === 'function';
}

/** What is signed: the timestamp, a dot and the body. */
export type Signed = string | Uint8Array<ArrayBuffer>;

/**
 * Returns what is signed. The only copy of the body.
 *
 * @throws WebhookVerificationError if `body` isn't the raw body
 */
export function signedContent(timestamp: string, body: unknown): Signed {
  const prefix = `${timestamp}.`;
  // Base64 of a JSON object, which starts with `{"`, `{ ` or `{` and a line break.
  if (typeof body === 'string' && !/^e[wy]\w/.test(body)) return prefix + body;
  const bytes = bytesOf(body);
  if (bytes === undefined || bytes.length === 0) throw invalidBody(...problemOf(body));
  const signed = new Uint8Array(prefix.length + bytes.length);
  signed.set(new TextEncoder().encode(prefix));
  signed.set(bytes, prefix.length);
  return signed;
}

/** By behavior: bytes from another realm aren't instances of the classes of this one. */
function bytesOf(body: unknown): Uint8Array | undefined {
  const buffer = ArrayBuffer.isView(body) ? body.buffer : body;
  // A detached buffer has no bytes, and throws when it is read.
  if (!isBuffer(buffer) || buffer.byteLength === 0) return undefined;
  return ArrayBuffer.isView(body)
    ? new Uint8Array(buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(buffer);
}

function isBuffer(value: unknown): value is ArrayBufferLike {
  return Object.prototype.toString.call(value).endsWith('ArrayBuffer]');
}

const PASS = 'Pass the raw body, as a string or bytes, exactly as received';

function problemOf(body: unknown): [problem: string, advice?: string] {
  if (typeof body === 'string') return ['is base64-encoded', 'Decode it and pass the bytes'];
  if (!isRecord(body) || ArrayBuffer.isView(body) || isBuffer(body)) return ['is missing'];
  if ('then' in body) return ['is a promise: await it'];
  if ('getReader' in body || 'pipe' in body) return ['is a stream: read it'];
  return ['was parsed', `${PASS}. In Express, use \`express.raw\``];
}

/** Creates an error about the body. */
export function invalidBody(problem: string, advice: string = PASS): WebhookVerificationError {
  return new WebhookVerificationError('invalid_body', `The body ${problem}. ${advice}.`);
}
