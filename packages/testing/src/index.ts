/**
 * A stand-in for the OptimalDial API, for tests without an account. Start with {@link createSandbox}, which
 * remembers, or {@link createMock}, which answers from examples.
 *
 * @module
 */
export { createSandbox } from './create-sandbox.ts';
export type { KeyOptions, Sandbox, SandboxOptions, SandboxRule } from './sandbox.ts';
export { createMock, type Mock } from './create-mock.ts';
export type { MockRule } from './mock-rule.ts';
export type { FetchLike } from './as-fetch.ts';
export type { OrganizationOptions, Scope, WriteLimits } from './sandbox/account.ts';
export type { Duration } from './sandbox/duration.ts';
export type { FaultKind, FaultOptions, StruckFault } from './sandbox/faults.ts';
export type { WebFlow } from './sandbox/web-flow.ts';
export type { Listening, ListenOptions } from './listen.ts';
export type { RecordedRequest, Seen, Violation } from './recording.ts';

// Objects as the API gives them.
export { buildContact, buildUpload, buildWebhookEndpoint, type Fields } from './build-objects.ts';
export { buildWebhookEvent, type Changes } from './build-webhook-event.ts';

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
