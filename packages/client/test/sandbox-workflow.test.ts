import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type Upload } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import { verifyWebhook } from '@optimaldial/client/webhooks';
import { createSandbox, phoneNumbers, type Sandbox } from '@optimaldial/testing';
import { expect, test } from 'vitest';

const numbers = phoneNumbers(150);
const csv = `\uFEFFName,"Phone, mobile"\r\n${numbers.map((phone, row) => `"Lead ""${row}""",${phone}\r\n`).join('')}Nobody,12\r\n`;

/** Uploads, downloads, cancels, creates a contact and receives events, in process or over HTTP. */
async function runWorkflow(
  sandbox: Sandbox,
  transport: { baseUrl?: string; fetch?: Sandbox['fetch'] },
): Promise<void> {
  const client = createClient({ apiKey: sandbox.apiKey, ...transport });
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
  const events: string[] = [];
  let secret = '';
  sandbox.route('https://crm.example', async (request) => {
    const body = await request.text();
    if (secret === '') return new Response();
    const event = await verifyWebhook({ body, headers: request.headers }, secret);
    events.push(event.type);
    return new Response();
  });
  const endpoint = await client.webhooks.create({
    url: 'https://crm.example/optimaldial',
    events: ['upload.created', 'upload.completed', 'upload.failed'],
  });
  ({ secret } = endpoint);

  const file = new File([csv], 'crm.csv');
  const made = await client.uploads.create({ file, phone_column: 'Phone, mobile' });
  expect(made).toMatchObject({ valid_row_count: 150, invalid_row_count: 1, credits_charged: 150 });
  expect(sandbox.credits()).toBe(850);
  await sandbox.advance('2s');
  expect(await client.uploads.retrieve(made.id)).toMatchObject({ status: 'processing' });
  await sandbox.advance('8s');
  expect(await client.uploads.wait(made.id)).toMatchObject({ status: 'completed' });

  await saveDownload(client, made.id, 'original', join(folder, 'original.csv'));
  expect(await readFile(join(folder, 'original.csv'), 'utf8')).toBe(csv);
  const rows = async (which: 'processed' | 'processed-filtered') => {
    const text = await (await client.uploads.download(made.id, which)).text();
    return text.trimEnd().split('\r\n');
  };
  const processed = await rows('processed');
  expect(processed).toHaveLength(152);
  expect(processed[0]).toBe('Name,"Phone, mobile",optimaldial_status');
  const likely = processed.filter((row) => row.endsWith(',Likely Answer'));
  expect(likely.length).toBeGreaterThan(20);
  expect((await rows('processed-filtered')).slice(1)).toEqual(likely);

  const other = await client.uploads.create({ phone_numbers: numbers, filename: 'second.csv' });
  expect(await client.uploads.cancel(other.id)).toEqual({ status: 'cancelled', credits_refunded: 150 });
  expect(sandbox.credits()).toBe(850);
  await expect(client.uploads.cancel(made.id)).rejects.toMatchObject({ status: 409 });

  const listed: Upload[] = [];
  for await (const upload of client.uploads.list({ limit: 1 })) listed.push(upload);
  expect(listed.map(({ id }) => id)).toEqual([other.id, made.id]);
  expect(await client.uploads.find({ filename: 'crm.csv', since: new Date(0) })).toHaveLength(1);

  const contact = await client.contacts.create({ phone: '(415) 555-0123', properties: { crm: 7 } });
  expect(contact).toMatchObject({ phone: '+14155550123', status: 'queued', properties: { crm: 7 } });
  await sandbox.advance('1d');
  expect(await client.contacts.retrieve(contact.id)).toMatchObject({ status: 'completed' });
  expect(sandbox.credits()).toBe(849);

  expect(events).toEqual(['upload.created', 'upload.completed', 'upload.created']);
  expect(await client.webhooks.deliveries(endpoint.webhook.id)).toHaveLength(3);
  expect(await client.webhooks.list()).toHaveLength(1);
  await client.webhooks.update(endpoint.webhook.id, { is_active: false });
  expect(await client.webhooks.retrieve(endpoint.webhook.id)).toMatchObject({ is_active: false });
  await client.webhooks.delete(endpoint.webhook.id);
  expect(await client.webhooks.list()).toEqual([]);
  await rm(folder, { recursive: true });
}

test.each(['in process', 'over HTTP'])(
  'client and sandbox: a complete workflow passes %s',
  async (transport) => {
    const sandbox = createSandbox({ credits: 1000, contacts: true, clock: 'manual' });
    await using server = await sandbox.listen();
    await runWorkflow(
      sandbox,
      transport === 'in process' ? { fetch: sandbox.fetch } : { baseUrl: server.url },
    );
    expect(sandbox.violations()).toEqual([]);
  },
);
