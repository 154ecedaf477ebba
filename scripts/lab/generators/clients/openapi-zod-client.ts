import { isErrorFromAlias } from '@zodios/core';
import { api, createFromFile } from './example.js';
import { runScenario, type Failure } from './scenario.js';

const results = await runScenario({
  createFromNumbers: (filename, phone_numbers) => api.createUpload({ filename, phone_numbers }),
  createFromFile,
  retrieve: (upload_id) => api.retrieveUpload({ params: { upload_id } }),
  list: (queries) => api.listUploads({ queries }),
  retrieveError: (upload_id) => failure('retrieveUpload', api.retrieveUpload({ params: { upload_id } })),
  createError: (phone_numbers) => failure('createUpload', api.createUpload({ phone_numbers })),
  createContact: (phone, idempotency_key) => api.createContact({ phone, idempotency_key }),
  createWebhook: (url) => api.createWebhookEndpoint({ url }),
  deleteWebhook: (webhook_id) => api.deleteWebhookEndpoint(undefined, { params: { webhook_id } }),
});
console.log(JSON.stringify(results));

async function failure(alias: 'retrieveUpload' | 'createUpload', call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => new Error('no error'),
    (reason: unknown) => reason,
  );
  if (!isErrorFromAlias(api.api, alias, error)) throw error;
  return { status: error.response.status, body: error.response.data };
}
