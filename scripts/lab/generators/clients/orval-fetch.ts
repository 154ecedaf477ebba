import { options } from './example.js';
import * as api from './orval/fetch.js';
import { runScenario, type Failure } from './scenario.js';

const results = await runScenario({
  createFromNumbers: async (filename, phone_numbers) =>
    ok(await api.createUploadWithJson({ filename, phone_numbers }, options)),
  createFromFile: async (file, phone_column) =>
    ok(await api.createUploadWithFormData({ file, phone_column }, options)),
  retrieve: async (id) => ok(await api.retrieveUpload(id, options)),
  list: async (query) => ok(await api.listUploads(query, options)),
  retrieveError: async (id) => failure(await api.retrieveUpload(id, options)),
  createError: async (phone_numbers) => failure(await api.createUploadWithJson({ phone_numbers }, options)),
  createContact: async (phone, idempotency_key) =>
    ok(await api.createContact({ phone, idempotency_key }, options)),
  createWebhook: async (url) => ok(await api.createWebhookEndpoint({ url }, options)),
  deleteWebhook: (id) => api.deleteWebhookEndpoint(id, options),
});
console.log(JSON.stringify(results));

/** The body of a successful response. */
function ok<Answer extends { status: number; data: unknown }>(
  answer: Answer,
): Extract<Answer, { status: 200 }>['data'] {
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return answer.data;
}

function failure({ status, data }: { status: number; data: unknown }): Failure {
  return { status, body: data };
}
