import { api, createFromFile } from './example.js';
import { runScenario, type Failure } from './scenario.js';

const results = await runScenario({
  createFromNumbers: async (filename, phone_numbers) =>
    (await api.createUpload({ filename, phone_numbers })).data,
  createFromFile,
  retrieve: async (id) => (await api.retrieveUpload(id)).data,
  list: async (query) => (await api.listUploads(query)).data,
  retrieveError: (id) => failure(api.retrieveUpload(id)),
  createError: (phone_numbers) => failure(api.createUpload({ phone_numbers })),
  createContact: async (phone, idempotency_key) => (await api.createContact({ phone, idempotency_key })).data,
  createWebhook: async (url) => (await api.createWebhookEndpoint({ url })).data,
  deleteWebhook: (id) => api.deleteWebhookEndpoint(id),
});
console.log(JSON.stringify(results));

/** The status and body of a thrown response. */
async function failure(call: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await call.then(
    () => new Error('no error'),
    (reason: unknown) => reason,
  );
  if (!(thrown instanceof Response) || !('error' in thrown)) throw thrown;
  return { status: thrown.status, body: thrown.error };
}
