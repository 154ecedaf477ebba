import { isAxiosError } from 'axios';
import { api } from './example.js';
import { runScenario, type Failure } from './scenario.js';

const results = await runScenario({
  createFromNumbers: async (filename, phone_numbers) =>
    (await api.createUploadWithJson({ filename, phone_numbers })).data,
  createFromFile: async (file, phone_column) =>
    (await api.createUploadWithFormData({ file, phone_column })).data,
  retrieve: async (id) => (await api.retrieveUpload(id)).data,
  list: async (query) => (await api.listUploads(query)).data,
  retrieveError: (id) => failure(api.retrieveUpload(id)),
  createError: (phone_numbers) => failure(api.createUploadWithJson({ phone_numbers })),
  createContact: async (phone, idempotency_key) => (await api.createContact({ phone, idempotency_key })).data,
  createWebhook: async (url) => (await api.createWebhookEndpoint({ url })).data,
  deleteWebhook: (id) => api.deleteWebhookEndpoint(id),
});
console.log(JSON.stringify(results));

async function failure(call: Promise<unknown>): Promise<Failure> {
  const error: unknown = await call.then(
    () => new Error('no error'),
    (reason: unknown) => reason,
  );
  if (!isAxiosError(error)) throw error;
  return { status: error.response?.status, body: error.response?.data };
}
