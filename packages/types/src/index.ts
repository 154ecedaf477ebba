/**
 * The shape of the OptimalDial API, generated from its OpenAPI description.
 *
 * Every schema has a plain name here (`Upload`, `UploadStatus`, …), and every enum its values as an
 * array (`uploadStatusValues`). The description itself is `@optimaldial/types/openapi.json`.
 *
 * @module
 */
export * from './generated/names.ts';
export type { WebhookEvent } from './webhook-event.ts';

// For tools that go by path or operation, such as openapi-fetch.
export type { components, operations, paths, webhooks } from './generated/schema.ts';
export type { OperationExamples } from './generated/examples.ts';
