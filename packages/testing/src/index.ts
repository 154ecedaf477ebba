/**
 * A stand-in for the OptimalDial API, for tests without an account. Start with {@link createMock}.
 *
 * @module
 */
export { createMock, type Mock, type MockRule } from './create-mock.ts';
export type { Listening, ListenOptions } from './listen.ts';
export type { RecordedRequest, Violation } from './recording.ts';

export {
  deliverWebhook,
  type Delivered,
  type DeliveryAttempt,
  type WebhookTarget,
} from './deliver-webhook.ts';
export { signWebhook, type SignOptions } from './sign-webhook.ts';

// What leaves the description is an error.
export { MockError } from './mock-error.ts';

// What rules are typed by.
export type { Body, ExampleName, OperationId, Status } from './spec-types.ts';
export type { Fault } from './engine.ts';
