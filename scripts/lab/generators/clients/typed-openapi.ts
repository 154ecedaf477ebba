import { api, createFromFile } from './example.js';
import { runScenario } from './scenario.js';

const withResponse = true;
const results = await runScenario({
  createFromNumbers: (filename, phone_numbers) =>
    api.post('/api/v1/uploads', { body: { filename, phone_numbers } }),
  createFromFile,
  retrieve: (upload_id) => api.get('/api/v1/uploads/{upload_id}', { path: { upload_id } }),
  list: (query) => api.get('/api/v1/uploads', { query }),
  retrieveError: async (upload_id) => {
    const { status, data } = await api.get('/api/v1/uploads/{upload_id}', {
      path: { upload_id },
      withResponse,
    });
    return { status, body: data };
  },
  createError: async (phone_numbers) => {
    const { status, data } = await api.post('/api/v1/uploads', { body: { phone_numbers }, withResponse });
    return { status, body: data };
  },
  createContact: (phone, idempotency_key) =>
    api.post('/api/v1/contacts', { body: { phone, idempotency_key } }),
  createWebhook: (url) => api.post('/api/v1/webhooks', { body: { url } }),
  deleteWebhook: (webhook_id) => api.delete('/api/v1/webhooks/{webhook_id}', { path: { webhook_id } }),
});
console.log(JSON.stringify(results));
