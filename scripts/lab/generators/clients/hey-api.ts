import { createFromFile } from './example.js';
import * as api from './hey-api/sdk.gen.js';
import { runScenario } from './scenario.js';

const throwOnError = true;
const results = await runScenario({
  createFromNumbers: async (filename, phone_numbers) =>
    (await api.createUpload({ body: { filename, phone_numbers }, throwOnError })).data,
  createFromFile: (file, phone_column) => createFromFile({ file, phone_column }),
  retrieve: async (upload_id) => (await api.retrieveUpload({ path: { upload_id }, throwOnError })).data,
  list: async (query) => (await api.listUploads({ query, throwOnError })).data,
  retrieveError: async (upload_id) => {
    const { response, error } = await api.retrieveUpload({ path: { upload_id } });
    return { status: response?.status, body: error };
  },
  createError: async (phone_numbers) => {
    const { response, error } = await api.createUpload({ body: { phone_numbers } });
    return { status: response?.status, body: error };
  },
  createContact: async (phone, idempotency_key) =>
    (await api.createContact({ body: { phone, idempotency_key }, throwOnError })).data,
  createWebhook: async (url) => (await api.createWebhookEndpoint({ body: { url }, throwOnError })).data,
  deleteWebhook: (webhook_id) => api.deleteWebhookEndpoint({ path: { webhook_id }, throwOnError }),
});
console.log(JSON.stringify(results));
