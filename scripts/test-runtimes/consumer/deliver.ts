/** Prints a delivery as the stand-in makes it: signed, with all its headers. */
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
