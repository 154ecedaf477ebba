import { createHmac } from 'node:crypto';

/** Options of {@link signWebhook}. */
export interface SignOptions {
  /**
   * Timestamp of the signature, in Unix seconds.
   *
   * @default now
   */
  readonly timestamp?: number | undefined;
}

/**
 * Signs the body of a delivery as OptimalDial does: HMAC-SHA256 of `<t>.<raw body>`, with the secret as the
 * key.
 *
 * @param body the raw body
 * @param secret the endpoint's secret
 * @returns the value of the header `X-OptimalDial-Signature`, `t=<Unix seconds>,v1=<hex>`
 */
export function signWebhook(
  body: string,
  secret: string,
  { timestamp = Math.floor(Date.now() / 1000) }: SignOptions = {},
): string {
  return `t=${timestamp},v1=${createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex')}`;
}
