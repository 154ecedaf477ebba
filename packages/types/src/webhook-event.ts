import type { webhooks } from './generated/schema.ts';

/** Whatever OptimalDial sends to a webhook endpoint, told apart by `type`. */
export type WebhookEvent = {
  [Name in keyof webhooks]: webhooks[Name] extends {
    post: { requestBody: { content: { 'application/json': infer Event } } };
  }
    ? Event
    : never;
}[keyof webhooks];
