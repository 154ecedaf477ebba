import type { webhooks } from './generated/schema.ts';

/** An event that OptimalDial delivers to webhook endpoints, discriminated by `type`. */
export type WebhookEvent = {
  [Name in keyof webhooks]: webhooks[Name] extends {
    post: { requestBody: { content: { 'application/json': infer Event } } };
  }
    ? Event
    : never;
}[keyof webhooks];
