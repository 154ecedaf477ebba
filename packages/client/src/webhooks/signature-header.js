import { WebhookVerificationError } from './verification-error.ts';
const MAX_LENGTH = 4096;
const MAX_SIGNATURES = 8;
/**
 * Reads `t=<unix seconds>,v1=<hex>`, with the parts in any order. Ignores schemes other than `v1`, and
 * malformed `v1` values beside a well-formed one.
 *
 * @throws WebhookVerificationError if the header is missing or malformed
 */
export function readSignature(header) {
  if (header.trim() === '') {
    throw new WebhookVerificationError(
      'no_signature',
      'The delivery has no X-OptimalDial-Signature header. Pass the awaited Request, or { body, headers }, and check that no proxy removes the header.',
    );
  }
  const parts = header.length > MAX_LENGTH ? [] : header.split(',').map((part) => part.trim());
  const values = (scheme) =>
    parts.filter((part) => part.startsWith(scheme)).map((part) => part.slice(scheme.length));
  const [timestamp = '', ...others] = values('t=');
  const hex = values('v1=');
  const signatures = hex.filter((value) => /^[0-9a-f]{64}$/.test(value));
  if (others.length > 0 || !/^\d{1,15}$/.test(timestamp)) throw malformed('one t=<Unix seconds>');
  if (signatures.length === 0 || hex.length > MAX_SIGNATURES) {
    throw malformed(`1 to ${MAX_SIGNATURES} v1=<64 hex digits in lower case>`);
  }
  return { timestamp, signatures };
}
function malformed(expected) {
  return new WebhookVerificationError(
    'bad_signature_header',
    `The X-OptimalDial-Signature header is malformed: expected ${expected}. Pass the header as received.`,
  );
}
