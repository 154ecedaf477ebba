/**
 * A stand-in for the OptimalDial API, for tests without an account. Start with {@link createSandbox}, which
 * remembers, or {@link createMock}, which answers from examples.
 *
 * @module
 */
export { createSandbox } from './sandbox/create-sandbox.ts';
export type { KeyOptions, Sandbox, SandboxOptions, SandboxRule } from './sandbox/types.ts';
export { createMock, type Mock } from './mock/create-mock.ts';
export type { MockRule } from './mock/mock-rule.ts';
export type { FetchLike } from './server/as-fetch.ts';
export type { OrganizationOptions, Scope, WriteLimits } from './sandbox/account.ts';
export type { Duration } from './sandbox/duration.ts';
export type { FaultKind, FaultOptions, InjectedFault } from './sandbox/faults.ts';
export type { WebFlow } from './sandbox/web-flow.ts';
export type { RunningServer, ListenOptions } from './server/listen.ts';
export type { RecordedRequest, RequestLog, Violation } from './engine/recording.ts';

// Objects as the API gives them.
export { buildContact, buildUpload, buildWebhookEndpoint, type Overrides } from './builders/objects.ts';
export { buildWebhookEvent, type EventOverrides } from './builders/webhook-event.ts';
export { phoneNumbers } from './builders/phone-numbers.ts';

export {
  deliverWebhook,
  type DeliveryResult,
  type DeliveryAttempt,
  type WebhookTarget,
} from './webhooks/deliver.ts';
export { signWebhook, type SignOptions } from './webhooks/sign.ts';

// What leaves the description is an error.
export { MockError } from './engine/mock-error.ts';

// What rules are typed by.
export type { Body, ExampleName, OperationId, Status } from './spec/types.ts';
export type { ValidationError } from './engine/engine.ts';
