/**
 * A mock of the OptimalDial API, for tests without an account. Start with {@link createSandbox}, which is
 * stateful, or {@link createMock}, which responds with the examples of the spec.
 *
 * @module
 */
export { createSandbox } from './sandbox/create-sandbox.ts';
export type { KeyOptions, ProcessingOptions, Sandbox, SandboxOptions, SandboxRule } from './sandbox/types.ts';
export { createMock, type Mock } from './mock/create-mock.ts';
export type { MockRule } from './rules/mock-rule.ts';
export type { FetchLike } from './server/as-fetch.ts';
export type { OrganizationOptions, Scope } from './sandbox/account/accounts.ts';
export type { WriteLimits } from './sandbox/account/rate-limit.ts';
export type { Duration } from './sandbox/simulation/duration.ts';
export type { FaultOptions, InjectedFault } from './sandbox/faults/faults.ts';
export type { FaultKind } from './sandbox/faults/inject-fault.ts';
export type { WebFlow } from './sandbox/resources/web-flow.ts';
export type { ListenOptions, RunningServer } from './server/listen.ts';
export type { RecordedRequest, RequestLog, Violation } from './engine/recording.ts';

// Test data.
export { buildContact, buildUpload, buildWebhookEndpoint, type Overrides } from './builders/objects.ts';
export { buildWebhookEvent, type EventOverrides } from './builders/webhook-event.ts';
export { phoneNumbers } from './builders/phone-numbers.ts';

// Webhooks, without a sandbox.
export {
  deliverWebhook,
  type DeliverOptions,
  type DeliveryAttempt,
  type DeliveryResult,
} from './webhooks/deliver.ts';
export type { WebhookTarget } from './webhooks/attempt.ts';
export { signWebhook, type SignOptions } from './webhooks/sign.ts';

// Thrown for anything that doesn't match the spec.
export { MockError } from './engine/errors/mock-error.ts';

// Types in the signatures above.
export type { Body, ExampleName, OperationId, Status } from './spec/types.ts';
export type { ValidationError } from './engine/engine.ts';
