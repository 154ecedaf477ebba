import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createClient } from '@optimaldial/client';
import { saveDownload } from '@optimaldial/client/node';
import type { OperationExamples } from '@optimaldial/types';
import { createSandbox, type FaultKind, phoneNumbers } from '@optimaldial/testing';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { recordTraces } from './record-traces.ts';

const FAULTS: readonly FaultKind[] = [
  'reset',
  'unavailable',
  'reset-after-commit',
  'bad-gateway',
  'timeout',
  'stall',
  'truncate',
];
const OPERATIONS: readonly (keyof OperationExamples)[] = [
  'createUpload',
  'listUploads',
  'downloadProcessed',
  'createWebhookEndpoint',
  'createContact',
];

beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0));
afterEach(() => void vi.restoreAllMocks());

test.each(FAULTS)(
  'tracing: publishes no secret and no personal data when each call fails with %s',
  async (kind) => {
    const published = recordTraces();
    const folder = await mkdtemp(join(tmpdir(), 'optimaldial-'));
    const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
    onTestFinished(async () => {
      sandbox.close();
      await rm(folder, { recursive: true });
    });
    sandbox.route('https://crm.example', () => new Response());
    const secrets: string[] = [sandbox.apiKey];
    const client = createClient({
      apiKey: sandbox.apiKey,
      maxRetries: 1,
      headers: { 'x-note': 'Jane-header' },
      async fetch(url, init) {
        if (!url.includes('/api/v1/')) secrets.push(url, new URL(url).search.slice(1), new URL(url).pathname);
        return sandbox.fetch(url, init);
      },
    });
    const [phone = '', ...more] = phoneNumbers(120);
    const list = { phone_numbers: [phone, ...more], filename: 'Jane Doe.csv' };
    const { id } = await client.uploads.create(list);
    for (const operation of OPERATIONS) sandbox.on(operation).fault(kind, { times: 2 });
    // Only these two never end by themselves.
    const options = kind === 'timeout' || kind === 'stall' ? { timeout: 40 } : {};
    const results = await Promise.allSettled([
      client.uploads.create(list, options),
      client.uploads.find({ filename: list.filename, since: new Date() }, options),
      saveDownload(client, id, 'processed', join(folder, 'Jane.csv'), options),
      client.webhooks.create({ url: 'https://crm.example/Jane', events: ['upload.completed'] }, options),
      client.contacts.create({ phone, idempotency_key: 'Jane' }, options),
    ]);
    expect(results.some(({ status }) => status === 'rejected')).toBe(true);
    for (const result of results) {
      if (result.status === 'fulfilled' && 'secret' in result.value) secrets.push(result.value.secret);
    }
    await saveDownload(client, id, 'processed', join(folder, 'Jane.csv'));

    expect(published.filter(({ what }) => what === 'call asyncEnd').length).toBeGreaterThan(7);
    const all = { depth: 9, showHidden: true, maxArrayLength: null, maxStringLength: null };
    const text = inspect(published, all);
    expect(secrets.length).toBeGreaterThan(1);
    for (const secret of ['Jane', folder, phone.slice(2), ...secrets]) expect(text).not.toContain(secret);
  },
);
