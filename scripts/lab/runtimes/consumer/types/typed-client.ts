/**
 * What must compile, and what must not, with the types of the web platform only. If a type is lost and
 * becomes `any`, the lines that must not compile do.
 */
import {
  createClient,
  isOptimalDialError,
  RateLimitError,
  type AttemptEvent,
  type Client,
  type CreateUpload,
  type Page,
} from '@optimaldial/client';
import { verifyWebhook, type WebhookEvent } from '@optimaldial/client/webhooks';
import { uploadStatusValues, type paths, type Upload, type UploadStatus } from '@optimaldial/types';

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';
const onAttempt = (event: AttemptEvent): void => void event.duration.toFixed();
const client: Client = createClient({ apiKey: async () => 'od_live_', timeout: 1000, onAttempt });
const list: CreateUpload = { file: new Blob([]), phone_column: 'Phone' };

export const upload: Upload = await client.uploads.create(list, { reconcile: { token: 't' } });
export const status: UploadStatus = upload.status;
export const first: UploadStatus | undefined = uploadStatusValues[0];
export const rows: number | null | undefined = upload.valid_row_count;
export const page: Page<Upload> | undefined = await firstPage();
export const reply: Response = await client.uploads.download(ID, 'processed', { maxRetries: 1 });
export type Retrieve = paths['/api/v1/uploads/{upload_id}']['get'];

const raw = await client.GET('/api/v1/uploads/{upload_id}', { params: { path: { upload_id: ID } } });
export const detail: Upload | undefined = raw.data;

export function tell(event: WebhookEvent): string {
  if (event.type === 'upload.completed') return event.data.upload.id;
  return event.type === 'webhook.ping' ? event.data.challenge : event.id;
}
export const told: string = tell(await verifyWebhook(new Request('https://a.example'), 'secret'));

export function pause(error: unknown): number | undefined {
  if (error instanceof RateLimitError) return error.retryAfter;
  return isOptimalDialError(error) ? error.code.length : undefined;
}

async function firstPage(): Promise<Page<Upload> | undefined> {
  for await (const one of client.uploads.list({ limit: 10 }).pages()) return one;
  return undefined;
}

// @ts-expect-error: a status isn't a number
export const number: number = upload.status;
// @ts-expect-error: no such field
export const misspelt: unknown = upload.statuss;
// @ts-expect-error: no such path
await client.GET('/api/v1/nothing');
// @ts-expect-error: a list is a file, numbers or contacts, and not two of them
export const both: CreateUpload = { ...list, phone_numbers: [] };
// @ts-expect-error: no such file
await client.uploads.download(ID, 'everything');
