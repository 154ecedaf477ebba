/** Prints a signed webhook delivery with all its headers, as JSON. */
import { buildWebhookEvent, deliverWebhook } from '@optimaldial/testing';

const secret = 'a'.repeat(64);
await deliverWebhook(
  async (request) => {
    const body = await request.text();
    console.log(JSON.stringify({ delivery: { body, headers: Object.fromEntries(request.headers) }, secret }));
    return new Response(null, { status: 204 });
  },
  buildWebhookEvent('upload.completed'),
  secret,
);
