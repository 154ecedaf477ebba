import { createServer } from 'node:http';
import description from '../../packages/types/openapi.json' with { type: 'json' };
import { createMock, deliverWebhook } from '../../packages/testing/src/index.ts';
import type { Upload, WebhookEvent } from '../../packages/types/src/index.ts';
import { list, numbers } from './list.ts';
import { listen, stop } from './loopback.ts';

const { ReadyForProcessingUpload, UploadCompletedEvent } = description.components.examples;
const STEP_MS = 900;
/** Every so many numbers is likely to answer, in this story. */
const LIKELY_EVERY = 3;

/** What stands in for OptimalDial in the demo: the mock, a storage, and the passing of time. */
export async function startService(): Promise<{
  url: string;
  /** Delivers the event that the upload is completed there, once it is. */
  notify(url: string, secret: string): void;
  close(): Promise<void>;
}> {
  const mock = createMock();
  const server = await mock.listen();
  const storage = createServer((request, response) => {
    response.setHeader('content-type', 'text/csv').end(request.url?.startsWith('/likely') ? likely() : list);
  });
  const files = await listen(storage);
  const upload: Upload = {
    ...ReadyForProcessingUpload.value,
    status: 'ready_for_processing',
    source: 'api',
    original_filename: 'crm-export.csv',
    file_size_bytes: Buffer.byteLength(list),
    valid_row_count: numbers.length,
    invalid_row_count: 0,
    credits_required: numbers.length,
    credits_charged: numbers.length,
  };
  const link = {
    download_url: `${files}/likely.csv?signature=made-up`,
    expires_at: Date.now() / 1000 + 3600,
  };
  mock.on('createUpload').reply(200, upload);
  mock.on('retrieveUpload').reply(200, upload);
  mock.on('downloadProcessedFiltered').reply(200, link);

  let endpoint: { url: string; secret: string } | undefined;
  const timers = [
    setTimeout(() => mock.on('retrieveUpload').reply(200, { ...upload, status: 'processing' }), STEP_MS),
    setTimeout(() => {
      mock.on('retrieveUpload').reply(200, { ...upload, status: 'completed' });
      const { value } = UploadCompletedEvent;
      const event: WebhookEvent = {
        ...value,
        type: 'upload.completed',
        data: { upload: { ...value.data.upload, source: 'api', status: 'completed' } },
      };
      if (endpoint) void deliverWebhook(endpoint.url, event, endpoint.secret);
    }, STEP_MS * 2),
  ];
  return {
    url: server.url,
    notify: (url, secret) => void (endpoint = { url, secret }),
    async close() {
      for (const timer of timers) clearTimeout(timer);
      stop(storage);
      await server.close();
    },
  };
}

function likely(): string {
  const [header = '', ...rows] = list.trimEnd().split('\n');
  return [header, ...rows.filter((_, row) => row % LIKELY_EVERY === 0)].join('\n');
}
