import type { WebhookParts, WebhookRequest } from '@optimaldial/client/webhooks';
import { signWebhook } from '@optimaldial/testing';

/** A secret of the documented shape. */
export const secret = '0123456789abcdef'.repeat(4);

/** The raw body of a delivery. */
export const body: string = JSON.stringify({ id: 'evt_1', type: 'upload.archived', note: 'größer' });

/** The event of that body. */
export const event: unknown = JSON.parse(body);

/** A current signature of the body. */
export const signature = (): string => signWebhook(body, secret);

/** Passes a value that the types reject. */
export const untyped = (delivery: unknown): WebhookRequest | WebhookParts => delivery as WebhookParts;
