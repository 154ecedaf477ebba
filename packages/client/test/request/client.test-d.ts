import {
  countEntries,
  createClient,
  isFinal,
  type RawOptions,
  type Upload,
  type Uploads,
  type UploadCheck,
  type UploadSearch,
} from '@optimaldial/client';
import type { ErrorBody, OperationExamples, operations } from '@optimaldial/types';
import { expectTypeOf, test } from 'vitest';

const client = createClient();
const id = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';

test('uploads.retrieve: returns an Upload whose status narrows to nine values', async () => {
  const upload = await client.uploads.retrieve(id);
  expectTypeOf(upload).toEqualTypeOf<Upload>();
  switch (upload.status) {
    case 'pending_mapping':
    case 'validating':
    case 'validation_failed':
    case 'awaiting_confirmation':
    case 'ready_for_processing':
    case 'processing':
    case 'completed':
    case 'failed':
    case 'cancelled':
      break;
    default:
      expectTypeOf(upload.status).toEqualTypeOf<never>();
  }
  // @ts-expect-error: no such status
  void (upload.status === 'done');
  // @ts-expect-error: no such field
  void upload.state;
});

test('client.GET: returns a union of data and error', async () => {
  const { data, error } = await client.GET('/api/v1/uploads/{upload_id}', {
    params: { path: { upload_id: id } },
  });
  if (error) {
    expectTypeOf(error).toEqualTypeOf<ErrorBody>();
    expectTypeOf(data).toEqualTypeOf<undefined>();
  } else {
    expectTypeOf(data).toEqualTypeOf<Upload>();
  }
});

test('types: invalid calls do not compile', () => {
  const params = { path: { upload_id: id } };
  // @ts-expect-error: a number isn't an ID
  void client.uploads.retrieve(1);
  // @ts-expect-error: an id is needed
  void client.uploads.retrieve();
  // @ts-expect-error: a misspelt option
  void client.uploads.retrieve(id, { signall: AbortSignal.abort() });
  // @ts-expect-error: a misspelt option of the client
  createClient({ apikey: 'od_live_' });
  // @ts-expect-error: an unknown path
  void client.GET('/api/v1/upload/{upload_id}', { params });
  // @ts-expect-error: a method that the path does not have
  void client.PATCH('/api/v1/uploads/{upload_id}', { params });
  // @ts-expect-error: the parameters are needed
  void client.GET('/api/v1/uploads/{upload_id}');
  // @ts-expect-error: a number isn't an ID
  void client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: 1 } } });
  // @ts-expect-error: a misspelt parameter
  void client.GET('/api/v1/uploads/{upload_id}', { params: { path: { uploadId: id } } });
  // @ts-expect-error: a misspelt option
  void client.GET('/api/v1/uploads/{upload_id}', { params, signall: AbortSignal.abort() });
  // @ts-expect-error: a body where the operation takes none
  void client.GET('/api/v1/uploads/{upload_id}', { params, body: {} });
  // @ts-expect-error: would carry the key elsewhere
  void client.GET('/api/v1/uploads/{upload_id}', { params, baseUrl: 'https://elsewhere.example' });
  // @ts-expect-error: would bypass the client
  void client.GET('/api/v1/uploads/{upload_id}', { params, fetch: globalThis.fetch });
  // @ts-expect-error: would bypass the client
  void client.GET('/api/v1/uploads/{upload_id}', { params, middleware: [] });
});

// Each operation and its method. The compiler requires a line here for every operation of the spec, with a
// method that exists.
const methods = {
  retrieveUpload: client.uploads.retrieve,
  listUploads: client.uploads.list,
  createUpload: client.uploads.create,
  cancelUpload: client.uploads.cancel,
  downloadOriginal: client.uploads.downloadUrl,
  downloadProcessed: client.uploads.downloadUrl,
  downloadProcessedFiltered: client.uploads.downloadUrl,
  createWebhookEndpoint: client.webhooks.create,
  listWebhookEndpoints: client.webhooks.list,
  retrieveWebhookEndpoint: client.webhooks.retrieve,
  updateWebhookEndpoint: client.webhooks.update,
  deleteWebhookEndpoint: client.webhooks.delete,
  listWebhookDeliveries: client.webhooks.deliveries,
  createContact: client.contacts.create,
  listContacts: client.contacts.list,
  retrieveContact: client.contacts.retrieve,
  cancelContact: client.contacts.cancel,
} satisfies Record<keyof OperationExamples, unknown>;

test('types: every operation has a named method', () => {
  // If this fails, add the method of the new operation to `src/resources`, and to `methods` above.
  expectTypeOf<keyof typeof methods>().toEqualTypeOf<keyof OperationExamples>();
});

test('uploads.create: takes exactly one of file, phone_numbers and contacts', () => {
  const file = new File([''], 'list.csv');
  void client.uploads.create({ file, phone_column: 'Phone' });
  void client.uploads.create({ phone_numbers: [] });
  void client.uploads.create({ contacts: [] });
  // @ts-expect-error: none
  void client.uploads.create({});
  // @ts-expect-error: both
  void client.uploads.create({ phone_numbers: [], contacts: [] });
  // @ts-expect-error: both
  void client.uploads.create({ file, phone_column: 'Phone', phone_numbers: [] });
  // @ts-expect-error: a file needs its column
  void client.uploads.create({ file });
  // @ts-expect-error: no such download
  void client.uploads.downloadUrl(id, 'filtered');
});

test('uploads.create: takes a token with a date, and a number of credits', () => {
  void client.uploads.create({ phone_numbers: [] }, { reconcile: { token: 't', since: new Date() } });
  void client.uploads.create({ phone_numbers: [] }, { reconcile: true, maxCredits: 500 });
  // @ts-expect-error: a token is needed
  void client.uploads.create({ phone_numbers: [] }, { reconcile: { since: new Date() } });
  // @ts-expect-error: not a Date
  void client.uploads.create({ phone_numbers: [] }, { reconcile: { token: 't', since: 0 } });
  // @ts-expect-error: not a number
  void client.uploads.create({ phone_numbers: [] }, { maxCredits: '500' });
  expectTypeOf(countEntries({ phone_numbers: [] })).toEqualTypeOf<Promise<number>>();
});

test('uploads.check and wait: have the same `until`, and wait has its callbacks', async () => {
  const check = await client.uploads.check(id, { until: ['completed', 'failed'], maxRetries: 0 });
  expectTypeOf(check).toEqualTypeOf<UploadCheck>();
  expectTypeOf<typeof check>().toEqualTypeOf<{
    readonly done: boolean;
    readonly upload: Upload;
    readonly again: number;
  }>();
  expectTypeOf(isFinal(check.upload.status)).toEqualTypeOf<boolean>();
  const { signal } = new AbortController();
  void client.uploads.wait(id, { onPoll: ({ status }) => status, wake: signal });
  void client.uploads.wait(id, { until: 'failed', wake: Promise.resolve(1) });
  // @ts-expect-error: no such status
  void client.uploads.check(id, { until: 'done' });
  // @ts-expect-error: an option of wait only
  void client.uploads.check(id, { onPoll: () => undefined });
  // @ts-expect-error: the controller instead of its signal
  void client.uploads.wait(id, { wake: new AbortController() });
});

test('UploadSearch: is the parameter of uploads.find', () => {
  expectTypeOf<Parameters<Uploads['find']>[0]>().toEqualTypeOf<UploadSearch>();
});

test('RawOptions: has the parameters of the operation and the common call options', () => {
  expectTypeOf<keyof RawOptions<operations['retrieveUpload']>>().toEqualTypeOf<
    'params' | 'signal' | 'headers' | 'maxRetries' | 'timeout' | 'deadline'
  >();
});
