import type { Client } from '@optimaldial/client';
import type { OperationExamples } from '@optimaldial/types';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { id } from './stub.ts';

const phone_numbers = Array.from({ length: 100 }, (_, index) => `+1415555${String(1000 + index)}`);

/** Each operation by its named convenience. */
export const conveniences: Record<keyof OperationExamples, (client: Client) => Promise<unknown>> = {
  retrieveUpload: (client) => client.uploads.retrieve(id),
  listUploads: (client) => Array.fromAsync(client.uploads.list()),
  createUpload: (client) => client.uploads.create({ phone_numbers }),
  cancelUpload: (client) => client.uploads.cancel(id),
  downloadOriginal: (client) => client.uploads.downloadUrl(id, 'original'),
  downloadProcessed: (client) => client.uploads.downloadUrl(id, 'processed'),
  downloadProcessedFiltered: (client) => client.uploads.downloadUrl(id, 'processed-filtered'),
  createWebhookEndpoint: (client) => client.webhooks.create({ url: 'https://crm.example/hooks' }),
  listWebhookEndpoints: (client) => client.webhooks.list(),
  retrieveWebhookEndpoint: (client) => client.webhooks.retrieve(id),
  updateWebhookEndpoint: (client) => client.webhooks.update(id, { is_active: true }),
  deleteWebhookEndpoint: (client) => client.webhooks.delete(id),
  listWebhookDeliveries: (client) => client.webhooks.deliveries(id),
  createContact: (client) => client.contacts.create({ phone: '+14155550123' }),
  listContacts: (client) => Array.fromAsync(client.contacts.list()),
  retrieveContact: (client) => client.contacts.retrieve(id),
  cancelContact: (client) => client.contacts.cancel(id),
};

type Json = Record<string, any>;

/** An operation of the spec: how to call it in two ways, and the schema of its success. */
export interface Operation {
  readonly name: keyof OperationExamples;
  readonly method: string;
  readonly call: (client: Client) => Promise<unknown>;
  readonly raw: (client: Client) => Promise<{ data?: unknown; error?: unknown }>;
  readonly schema: Json;
}

/** Every operation of the spec. */
export const operations: readonly Operation[] = Object.entries<Json>(description.paths).flatMap(
  ([template, path]) =>
    Object.entries<Json>(path)
      .filter(([, operation]) => 'operationId' in operation)
      .map(([verb, operation]): Operation => {
        const name: keyof OperationExamples = operation['operationId'];
        const method = verb.toUpperCase();
        const names = [...template.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => [parameter, id]);
        // As JavaScript calls it: the compiler would ask for one operation at a time.
        const raw = (client: any) =>
          client[method](template, { params: { path: Object.fromEntries(names) }, body: {} });
        const { schema } = operation['responses']['200'].content['application/json'];
        return { name, method, call: conveniences[name], raw, schema: deref(schema) };
      }),
);

/** A schema without the reference that it may be. */
export function deref(schema: Json): Json {
  const name: string | undefined = schema['$ref']?.split('/').at(-1);
  return name === undefined
    ? schema
    : (Object.entries<Json>(description.components.schemas).find(([key]) => key === name)?.[1] ?? {});
}
