/**
 * Verifies the signatures of webhook deliveries. Requires only WebCrypto, so it runs on Node.js, Deno, Bun and
 * edge runtimes. Start with {@link verifyWebhook}.
 *
 * @module
 */
export {
  verifyWebhook,
  type VerifyOptions,
  type WebhookParts,
  type WebhookRequest,
} from './verify-webhook.ts';
export { WebhookVerificationError, type WebhookVerificationReason } from './verification-error.ts';
export type { WebhookHeaders } from './delivery-headers.ts';
export type { WebhookEvent } from '@optimaldial/types';
