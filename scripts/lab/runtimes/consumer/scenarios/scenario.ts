/**
 * What a customer does with the client, including calls that fail. Uses only what every runtime has.
 *
 * @module
 */
import {
  AuthenticationError,
  createClient,
  InvalidInputError,
  NotFoundError,
  type Fetch,
} from '@optimaldial/client';
import { verifyWebhook, WebhookVerificationError } from '@optimaldial/client/webhooks';

/** The server and the webhook delivery that the scenario uses. */
export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** A delivery of `upload.completed`. */
  readonly delivery: { readonly body: string; readonly headers: Readonly<Record<string, string>> };
  /** The secret that signed the delivery. */
  readonly secret: string;
}

/** A sandbox in the same process. */
export interface InProcess {
  readonly fetch: Fetch;
  /** Advances the clock of the sandbox until it has processed the uploads. */
  readonly advance: () => Promise<void>;
}

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const numbers = Array.from({ length: 100 }, (_, line) => `(415) 555-0${100 + line}`);
const csv = `Name,Phone\r\n${numbers.map((phone, line) => `Lead ${line},${phone}\r\n`).join('')}`;

/**
 * Runs the scenario.
 *
 * @returns the names of its parts
 * @throws if a result differs from what is expected
 */
export async function scenario(
  { baseUrl, apiKey, delivery, secret }: Settings,
  inProcess?: InProcess,
): Promise<string[]> {
  const options = {
    baseUrl,
    dangerouslyAllowBrowser: true,
    ...(inProcess === undefined ? {} : { fetch: inProcess.fetch }),
  };
  const client = createClient({ apiKey, ...options });

  const given = await client.uploads.create({ phone_numbers: numbers });
  const { credits_refunded } = await client.uploads.cancel(given.id);
  expect('refunded credits', credits_refunded, 100);
  expect('status after cancel', (await client.uploads.retrieve(given.id)).status, 'cancelled');

  const made = await client.uploads.create({
    file: new Blob([csv], { type: 'text/csv' }),
    phone_column: 'Phone',
    filename_override: 'leads.csv',
  });
  expect('charged credits', made.credits_charged, 100);
  expect('filename', made.original_filename, 'leads.csv');
  const listed: string[] = [];
  for await (const { id } of client.uploads.list({ limit: 1 })) listed.push(id);
  expect('uploads on two pages', listed.toSorted().join(), [given.id, made.id].toSorted().join());

  const unknown = client.uploads.retrieve(UNKNOWN, { maxRetries: 0 });
  await rejects('an unknown ID', unknown, NotFoundError, 'not_found');
  const wrongKey = createClient({ apiKey: `od_live_${'0'.repeat(32)}`, ...options });
  await rejects('a wrong key', wrongKey.uploads.retrieve(made.id), AuthenticationError, 'authentication');
  const tooFew = client.uploads.create({ phone_numbers: numbers.slice(1) });
  await rejects('a list that is too short', tooFew, InvalidInputError, 'invalid_input');

  const event = await verifyWebhook(delivery, secret);
  expect('type of the verified delivery', event.type, 'upload.completed');
  const request = new Request('https://receiver.example/', { method: 'POST', ...delivery });
  expect('event of the verified request', (await verifyWebhook(request, ['another', secret])).id, event.id);
  const forged = verifyWebhook({ ...delivery, body: `${delivery.body} ` }, secret);
  await rejects('a forged delivery', forged, WebhookVerificationError, 'webhook_verification');

  await inProcess?.advance();
  expect('status after wait', (await client.uploads.wait(made.id)).status, 'completed');
  const { expires_at } = await client.uploads.downloadUrl(made.id, 'original');
  expect('expiry is in the future', expires_at > Date.now() / 1000, true);
  const original = await (await client.uploads.download(made.id, 'original')).text();
  expect('original file', original, csv);
  const all = await (await client.uploads.download(made.id, 'processed')).text();
  expect('rows of the processed file', all.trim().split('\r\n').length, 101);
  const likely = await (await client.uploads.download(made.id, 'processed-filtered')).text();
  expect('fewer rows in the filtered file', likely.trim().split('\r\n').length < 101, true);
  return ['create', 'cancel', 'retrieve', 'list', 'wait', 'download', 'errors', 'webhook'];
}

function expect(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`${what}: expected ${String(wanted)}, got ${String(found)}`);
}

async function rejects(
  what: string,
  call: Promise<unknown>,
  kind: new (...args: never[]) => Error & { readonly code: string },
  code: string,
): Promise<void> {
  const reason: unknown = await call.then(
    () => 'nothing',
    (error: unknown) => error,
  );
  if (reason instanceof kind && reason.code === code) return;
  throw new Error(`${what}: expected the error ${code}, got ${String(reason)}`, { cause: reason });
}
