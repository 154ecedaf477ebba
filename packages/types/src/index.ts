/**
 * Types of the OptimalDial API, generated from its OpenAPI spec.
 *
 * Exports every schema by name (`Upload`, `UploadStatus`, …) and the values of every enum as an array
 * (`uploadStatusValues`). The bundled spec is exported as `@optimaldial/types/openapi.json`.
 *
 * @module
 */
export * from './generated/names.ts';
export type { WebhookEvent } from './webhook-event.ts';

// For libraries that take types by path or operation, such as openapi-fetch.
export type { components, operations, paths, webhooks } from './generated/schema.ts';
export type { OperationExamples } from './generated/examples.ts';
