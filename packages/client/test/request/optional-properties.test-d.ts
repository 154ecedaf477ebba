import { createClient } from '@optimaldial/client';
import { expectTypeOf, test } from 'vitest';

// This workspace sets `exactOptionalPropertyTypes`. Every optional property must also accept `undefined`,
// which JSON, forms and queries omit.

const client = createClient();
const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
declare const maybe: {
  text: string | undefined;
  number: number | undefined;
  flag: boolean | undefined;
  signal: AbortSignal | undefined;
  headers: Record<string, string> | undefined;
  status: 'queued' | undefined;
  events: 'upload.completed'[] | undefined;
};
const { text, number, flag, signal, headers, status, events } = maybe;
const options = { signal, headers, maxRetries: number, timeout: number, deadline: number };

test('optional properties: queries accept undefined', () => {
  void client.uploads.list({ limit: number, cursor: text }, options);
  void client.contacts.list({ limit: number, cursor: text, status }, options);
  void client.webhooks.deliveries(id, { limit: number }, options);
  void client.GET('/api/v1/uploads', { params: { query: { limit: number, cursor: text } }, ...options });
  void client.GET('/api/v1/uploads', { params: { query: undefined } });
  void client.GET('/api/v1/uploads', { params: undefined });
  void client.GET('/api/v1/webhooks/{webhook_id}/deliveries', {
    params: { path: { webhook_id: id }, query: { limit: number } },
  });
});

test('optional properties: bodies accept undefined', () => {
  const file = new File([''], 'list.csv');
  void client.uploads.create(
    { file, phone_column: 'Phone', filename_override: text, skip_mobile_lookup: flag, contacts: undefined },
    { ...options, reconcile: flag, maxCredits: number },
  );
  void client.uploads.create({ phone_numbers: [] }, { reconcile: { token: 't', since: undefined } });
  void client.uploads.create({
    phone_numbers: [],
    filename: text,
    skip_mobile_lookup: flag,
    file: undefined,
  });
  void client.uploads.create({ contacts: [], phone_column: text, phone_numbers: undefined });
  void client.webhooks.create({ url: 'https://crm.example', description: text, events }, options);
  const store = { load: async () => undefined, save: async () => undefined };
  void client.webhooks.ensure(
    { url: 'https://crm.example', store, description: text, events, rotateAfter: number, grace: number },
    options,
  );
  void client.webhooks.update(id, { url: text, description: text, events, is_active: flag }, options);
  void client.contacts.create(
    {
      phone: '+14155550123',
      properties: undefined,
      callback_url: text,
      callback_secret: text,
      idempotency_key: text,
    },
    options,
  );
  void client.POST('/api/v1/contacts', { body: { phone: '+14155550123', idempotency_key: text } });
  void client.PATCH('/api/v1/webhooks/{webhook_id}', {
    params: { path: { webhook_id: id } },
    body: { is_active: flag },
  });
});

test('optional properties: options accept undefined', () => {
  void client.uploads.wait(id, { signal, deadline: number, onUpdate: undefined, until: undefined });
  void client.uploads.wait(id, { onPoll: undefined, wake: undefined });
  void client.uploads.check(id, { ...options, until: undefined });
  void client.uploads.download(id, 'original', { ...options, resume: undefined });
  createClient({
    apiKey: text,
    baseUrl: text,
    allowInsecureHosts: undefined,
    fetch: undefined,
    headers,
    onAttempt: undefined,
    dangerouslyAllowBrowser: flag,
    maxRetries: number,
    timeout: number,
    deadline: number,
  });
});

test('required properties: reject undefined', () => {
  // @ts-expect-error: the number is required
  void client.contacts.create({ phone: text });
  // @ts-expect-error: the URL is required
  void client.webhooks.create({ url: text });
  // @ts-expect-error: a path parameter is required
  void client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: text } } });
  // @ts-expect-error: a file needs its column
  void client.uploads.create({ file: new File([''], 'list.csv'), phone_column: text });
});

test('responses: optional fields keep their types', async () => {
  const upload = await client.uploads.retrieve(id);
  expectTypeOf(upload.valid_row_count).toEqualTypeOf<number | null | undefined>();
  expectTypeOf(upload.id).toEqualTypeOf<string>();
});
