/**
 * Receives webhook deliveries and verifies their signatures. Requires only WebCrypto, so it runs on Node.js,
 * Deno, Bun and edge runtimes. Start with {@link createWebhookHandler}.
 *
 * @module
 */
export { createWebhookHandler, type WebhookHandler } from './handler/create-webhook-handler.ts';
export type {
  WebhookErrorContext,
  WebhookEventHandlers,
  WebhookHandlerOptions,
  WebhookSecrets,
} from './handler/handler-options.ts';
export type { WebhookLambdaEvent } from './handler/lambda-handler.ts';
export {
  memorySeen,
  type EventClaim,
  type MemorySeenOptions,
  type SeenEvents,
} from './handler/seen-events.ts';
export type { WebhookNodeListener, WebhookNodeRequest, WebhookNodeResponse } from './handler/node-handler.ts';
export {
  verifyWebhook,
  type VerifyOptions,
  type WebhookParts,
  type WebhookRequest,
} from './verify-webhook.ts';
export { WebhookVerificationError, type WebhookVerificationReason } from './verification-error.ts';
export {
  loadSecrets,
  type StoredWebhookSecret,
  type StoredWebhookSecrets,
  type WebhookSecretStore,
} from './secret-store.ts';
export type { WebhookHeaders } from './delivery-headers.ts';
export type { WebhookEvent } from '@optimaldial/types';
