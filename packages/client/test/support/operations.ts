import type { Client } from '@optimaldial/client';
import type { OperationExamples } from '@optimaldial/types';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import { id, phoneList } from './fake-fetch.ts';

/** Calls each operation by its named method. */
export const methods: Record<keyof OperationExamples, (client: Client) => Promise<unknown>> = {
  retrieveUpload: (client) => client.uploads.retrieve(id),
  listUploads: (client) => Array.fromAsync(client.uploads.list({ limit: 10 })),
  createUpload: (client) => client.uploads.create({ ...phoneList, filename: 'crm.csv' }),
  cancelUpload: (client) => client.uploads.cancel(id),
  downloadOriginal: (client) => client.uploads.downloadUrl(id, 'original'),
  downloadProcessed: (client) => client.uploads.downloadUrl(id, 'processed'),
  downloadProcessedFiltered: (client) => client.uploads.downloadUrl(id, 'processed-filtered'),
  createWebhookEndpoint: (client) =>
    client.webhooks.create({ url: 'https://crm.example/hooks', events: ['upload.completed'] }),
  listWebhookEndpoints: (client) => client.webhooks.list(),
  retrieveWebhookEndpoint: (client) => client.webhooks.retrieve(id),
  updateWebhookEndpoint: (client) => client.webhooks.update(id, { is_active: false }),
  deleteWebhookEndpoint: (client) => client.webhooks.delete(id),
  listWebhookDeliveries: (client) => client.webhooks.deliveries(id, { limit: 5 }),
  createContact: (client) => client.contacts.create({ phone: '+14155550123', idempotency_key: 'lead-17' }),
  listContacts: (client) => Array.fromAsync(client.contacts.list({ status: 'completed' })),
  retrieveContact: (client) => client.contacts.retrieve(id),
  cancelContact: (client) => client.contacts.cancel(id),
};

type Json = Record<string, any>;

/** An operation of the spec: its method, its raw call and the schema of its success. */
export interface Operation {
  readonly name: keyof OperationExamples;
  readonly method: string;
  readonly call: (client: Client) => Promise<unknown>;
  readonly raw: (client: Client) => Promise<{ data?: unknown; error?: unknown }>;
  readonly schema: Json;
}

/** Every operation of the spec. */
export const operations: readonly Operation[] = Object.entries<Json>(spec.paths).flatMap(([template, path]) =>
  Object.entries<Json>(path)
    .filter(([, operation]) => 'operationId' in operation)
    .map(([verb, operation]): Operation => {
      const name: keyof OperationExamples = operation['operationId'];
      const method = verb.toUpperCase();
      const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, id]);
      // Untyped, because each operation has its own types.
      const raw = (client: any) =>
        client[method](template, { params: { path: Object.fromEntries(names) }, body: {} });
      const { schema } = operation['responses']['200'].content['application/json'];
      return { name, method, call: methods[name], raw, schema: deref(schema) };
    }),
);

/** Resolves a schema that may be a reference. */
export function deref(schema: Json): Json {
  const name: string | undefined = schema['$ref']?.split('/').at(-1);
  return name === undefined
    ? schema
    : (Object.entries<Json>(spec.components.schemas).find(([key]) => key === name)?.[1] ?? {});
}
