import { WebhookVerificationError } from './verification-error.ts';

/** Content of the signature header. */
export interface Signature {
  /** Unix time in seconds, exactly as sent, because it is part of the signed bytes. */
  readonly timestamp: string;
  /** HMACs of the scheme `v1`, each 64 lowercase hex digits. */
  readonly signatures: readonly string[];
}

const MAX_LENGTH = 4096;
const MAX_SIGNATURES = 8;

/**
 * Reads `t=<Unix time>,v1=<hex>`, in any order. Ignores other schemes, and malformed `v1` values next to a
 * well-formed one.
 *
 * @throws WebhookVerificationError if the header is missing or malformed
 */
export function readSignature(header: string): Signature {
  if (header.trim() === '') {
    throw new WebhookVerificationError(
      'missing_signature',
      'The X-OptimalDial-Signature header is missing. Pass the awaited Request, or { body, headers }, and check that no proxy removes the header.',
    );
  }
  const timestamps: string[] = [];
  const values: string[] = [];
  for (const entry of header.length > MAX_LENGTH ? [] : header.split(',')) {
    const part = entry.trim();
    if (part.startsWith('t=')) timestamps.push(part.slice(2));
    else if (part.startsWith('v1=')) values.push(part.slice(3));
  }
  const [timestamp = ''] = timestamps;
  const signatures = values.filter((value) => /^[0-9a-f]{64}$/.test(value));
  if (timestamps.length > 1 || !/^\d{1,15}$/.test(timestamp)) throw malformed('one t=<Unix time in seconds>');
  if (signatures.length === 0 || values.length > MAX_SIGNATURES) {
    throw malformed(`1 to ${MAX_SIGNATURES} v1=<64 lowercase hex digits>`);
  }
  return { timestamp, signatures };
}

function malformed(expected: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'malformed_signature',
    `The X-OptimalDial-Signature header is malformed: expected ${expected}. Pass the header as received.`,
  );
}
