import { WebhookVerificationError } from './verification-error.ts';
import { isRecord } from '../is-record.ts';
const encoder = new TextEncoder();
/** Whether the body can be read as of a `Request` or a `Blob`, of any realm or implementation of fetch. */
export function isReadable(value) {
  return isRecord(value) && typeof value['arrayBuffer'] === 'function';
}
/**
 * Returns what is signed, the time, a dot and the bytes of the body, in the only copy of the body.
 *
 * @throws WebhookVerificationError if `body` is not the raw body, with the reason
 */
export function signedBytes(timestamp, body) {
  const head = `${timestamp}.`;
  // The base64 of a JSON object, whose first characters are `{"`, `{` and a space, or `{` and a line end.
  if (typeof body === 'string' && !/^e[wy]\w/.test(body)) return encoder.encode(head + body);
  const bytes = bytesOf(body);
  if (bytes === undefined || bytes.length === 0) throw badBody(fault(body));
  const whole = new Uint8Array(head.length + bytes.length);
  whole.set(encoder.encode(head));
  whole.set(bytes, head.length);
  return whole;
}
/** By behavior: bytes of another realm aren't instances of the classes of this one. */
function bytesOf(body) {
  const buffer = ArrayBuffer.isView(body) ? body.buffer : body;
  // A detached buffer is empty, and throws when it is read.
  if (!isBuffer(buffer) || buffer.byteLength === 0) return undefined;
  return ArrayBuffer.isView(body)
    ? new Uint8Array(buffer, body.byteOffset, body.byteLength)
    : new Uint8Array(buffer);
}
function isBuffer(value) {
  return Object.prototype.toString.call(value).endsWith('ArrayBuffer]');
}
function fault(body) {
  if (typeof body === 'string') return 'is base64: decode it';
  if (!isRecord(body) || ArrayBuffer.isView(body) || isBuffer(body)) return 'is missing';
  if ('then' in body) return 'is a promise: await it';
  return 'getReader' in body || 'pipe' in body ? 'is a stream: read it' : 'was parsed';
}
/** An error about the body, which `what` describes. */
export function badBody(what) {
  return new WebhookVerificationError(
    'bad_body',
    `The body of the delivery ${what}. Pass the raw body, as a string or bytes, exactly as received.`,
  );
}
