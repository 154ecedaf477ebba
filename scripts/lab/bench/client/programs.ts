const ID = `'6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10'`;

/** The 17 calls of the consumer program, through plain openapi-fetch. */
export const PLAIN = `
import openapiFetch from 'openapi-fetch';
import type { paths } from '@optimaldial/types';
const client = openapiFetch<paths>({ baseUrl: 'https://example.com' });
const upload_ = { params: { path: { upload_id: ${ID} } } };
const webhook = { params: { path: { webhook_id: ${ID} } } };
const contact_ = { params: { path: { contact_id: ${ID} } } };
export const made = async () => (await client.POST('/api/v1/uploads', { body: { phone_numbers: [] } })).data?.id;
export const upload = async () => (await client.GET('/api/v1/uploads/{upload_id}', upload_)).data?.status;
export const uploads = async () => (await client.GET('/api/v1/uploads', { params: { query: { limit: 10 } } })).data?.data[0]?.status;
export const cancelled = async () => (await client.DELETE('/api/v1/uploads/{upload_id}', upload_)).data?.credits_refunded;
export const original = async () => (await client.GET('/api/v1/uploads/{upload_id}/download/original', upload_)).data?.download_url;
export const processed = async () => (await client.GET('/api/v1/uploads/{upload_id}/download/processed', upload_)).data?.download_url;
export const likely = async () => (await client.GET('/api/v1/uploads/{upload_id}/download/processed-filtered', upload_)).data?.download_url;
export const secret = async () => (await client.POST('/api/v1/webhooks', { body: { url: 'https://example.com' } })).data?.secret;
export const urls = async () => (await client.GET('/api/v1/webhooks')).data?.map(({ url }) => url);
export const endpoint = async () => (await client.GET('/api/v1/webhooks/{webhook_id}', webhook)).data?.is_active;
export const changed = async () => (await client.PATCH('/api/v1/webhooks/{webhook_id}', { ...webhook, body: { is_active: true } })).data?.is_active;
export const deleted = async () => { await client.DELETE('/api/v1/webhooks/{webhook_id}', webhook); };
export const deliveries = async () => (await client.GET('/api/v1/webhooks/{webhook_id}/deliveries', webhook)).data?.[0]?.status;
export const contact = async () => (await client.POST('/api/v1/contacts', { body: { phone: '+14155550123' } })).data?.status;
export const contacts = async () => (await client.GET('/api/v1/contacts', { params: { query: { status: 'queued' } } })).data?.data[0]?.phone;
export const found = async () => (await client.GET('/api/v1/contacts/{contact_id}', contact_)).data?.optimaldial_status;
export const dropped = async () => (await client.DELETE('/api/v1/contacts/{contact_id}', contact_)).data?.credits_refunded;
`;

/** 17 typed calls of another SDK, for comparison. */
export const OPENAI = `
import OpenAI from 'openai';
const client = new OpenAI();
export const a = async () => (await client.models.retrieve('x')).id;
export async function b() { for await (const one of client.models.list()) return one.id; }
export const c = async () => (await client.models.delete('x')).deleted;
export const d = async () => (await client.files.retrieve('x')).filename;
export async function e() { for await (const one of client.files.list({ limit: 10 })) return one.id; }
export const f = async () => (await client.files.delete('x')).deleted;
export const g = async () => (await client.batches.retrieve('x')).status;
export async function h() { for await (const one of client.batches.list({ limit: 10 })) return one.status; }
export const i = async () => (await client.batches.cancel('x')).status;
export const j = async () => (await client.uploads.cancel('x')).status;
export const k = async () => (await client.embeddings.create({ model: 'x', input: 'x' })).data[0]?.index;
export const l = async () => (await client.moderations.create({ input: 'x' })).results[0]?.flagged;
export const m = async () => (await client.vectorStores.retrieve('x')).status;
export async function n() { for await (const one of client.vectorStores.list({ limit: 10 })) return one.status; }
export const o = async () => (await client.vectorStores.delete('x')).deleted;
export const p = async () => (await client.fineTuning.jobs.retrieve('x')).status;
export async function q() { for await (const one of client.fineTuning.jobs.list()) return one.status; }
`;
