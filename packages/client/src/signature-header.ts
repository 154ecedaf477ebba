import { WebhookVerificationError } from './errors/webhook-verification.ts';

/** Name of the header that carries the signature, in lower case. */
export const SIGNATURE_HEADER = 'x-optimaldial-signature';

/** What the header says. */
export interface Signature {
  /** Unix seconds, as they were written: they are part of what is signed. */
  readonly timestamp: string;
  readonly signatures: readonly Uint8Array<ArrayBuffer>[];
}

const LONGEST = 4096;

/**
 * Reads `t=<unix seconds>,v1=<hex>`. The order of the parts does not matter, other schemes beside `v1`
 * are passed over, and of several `v1` any may fit.
 *
 * @throws WebhookVerificationError that says what is wrong with it
 */
export function readSignature(header: string | undefined): Signature {
  if (header === undefined || header.trim() === '') {
    throw new WebhookVerificationError(
      'no_signature',
      'The delivery has no X-OptimalDial-Signature header. Check that a proxy lets it pass; without it nothing is proven.',
    );
  }
  const parts = header
    .slice(0, LONGEST + 1)
    .split(',')
    .map((part) => part.trim());
  const times = parts.filter((part) => part.startsWith('t='));
  const hex = parts.filter((part) => part.startsWith('v1=')).map((part) => part.slice('v1='.length));
  const timestamp = times[0]?.slice('t='.length) ?? '';
  if (header.length > LONGEST || times.length !== 1 || !/^\d{1,15}$/.test(timestamp)) {
    throw malformed('it has no single time `t=<Unix seconds>`');
  }
  if (hex.length === 0) throw malformed('it has no signature of the scheme v1');
  const signatures = hex.filter((value) => /^[0-9a-f]{64}$/.test(value)).map(fromHex);
  if (signatures.length === 0) throw malformed('its v1 is not 64 hex digits in lower case');
  return { timestamp, signatures };
}

function malformed(what: string): WebhookVerificationError {
  return new WebhookVerificationError(
    'bad_signature_header',
    `The X-OptimalDial-Signature header cannot be read: ${what}. Pass it as it was received.`,
  );
}

function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(hex.length / 2);
  for (const at of bytes.keys()) bytes[at] = Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}
