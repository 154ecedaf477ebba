/**
 * The same story for every runtime: what a customer does with the client, and how it goes wrong. It uses
 * nothing but what every runtime has.
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

/** Where the story happens. */
export interface Settings {
  readonly baseUrl: string;
  readonly apiKey: string;
  /** A delivery of `upload.completed`, and the secret that it is signed with. */
  readonly delivery: { readonly body: string; readonly headers: Readonly<Record<string, string>> };
  readonly secret: string;
  /** The origin of the page that tells it, where it is a page. */
  readonly origin?: string;
}

/** How the story is told where it needs no server. */
export interface InProcess {
  readonly fetch: Fetch;
  /** Lets the sandbox do its work, in place of the time that passes. */
  readonly advance: () => Promise<void>;
}

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const numbers = Array.from({ length: 100 }, (_, line) => `(415) 555-0${100 + line}`);
const csv = `Name,Phone\r\n${numbers.map((phone, line) => `Lead ${line},${phone}\r\n`).join('')}`;

/** Tells the story, and gives the names of its parts; rejects where one goes otherwise. */
export async function story(
  { baseUrl, apiKey, delivery, secret }: Settings,
  inProcess?: InProcess,
): Promise<string[]> {
  const way = {
    baseUrl,
    dangerouslyAllowBrowser: true,
    ...(inProcess === undefined ? {} : { fetch: inProcess.fetch }),
  };
  const client = createClient({ apiKey, ...way });

  const given = await client.uploads.create({ phone_numbers: numbers });
  const { credits_refunded } = await client.uploads.cancel(given.id);
  expect('a cancellation gives the credits back', credits_refunded, 100);
  expect('it is cancelled', (await client.uploads.retrieve(given.id)).status, 'cancelled');

  const made = await client.uploads.create({
    file: new Blob([csv], { type: 'text/csv' }),
    phone_column: 'Phone',
    filename_override: 'leads.csv',
  });
  expect('a file is charged', made.credits_charged, 100);
  const listed: string[] = [];
  for await (const { id } of client.uploads.list({ limit: 1 })) listed.push(id);
  expect(
    'the list has both, over two pages',
    listed.toSorted().join(),
    [given.id, made.id].toSorted().join(),
  );

  const nobody = client.uploads.retrieve(UNKNOWN, { maxRetries: 0 });
  await refused('an unknown id', nobody, NotFoundError, 'not_found');
  const stranger = createClient({ apiKey: `od_live_${'0'.repeat(32)}`, ...way });
  await refused('a foreign key', stranger.uploads.retrieve(made.id), AuthenticationError, 'authentication');
  const tooFew = client.uploads.create({ phone_numbers: numbers.slice(1) });
  await refused('too short a list', tooFew, InvalidInputError, 'invalid_input');

  const event = await verifyWebhook(delivery, secret);
  expect('a delivery is proven', event.type, 'upload.completed');
  const request = new Request('https://receiver.example/', { method: 'POST', ...delivery });
  expect('a request is too', (await verifyWebhook(request, ['another', secret])).id, event.id);
  const forged = verifyWebhook({ ...delivery, body: `${delivery.body} ` }, secret);
  await refused('a forged delivery', forged, WebhookVerificationError, 'webhook_verification');

  await inProcess?.advance();
  expect('it completes', (await client.uploads.wait(made.id)).status, 'completed');
  const { expires_at } = await client.uploads.downloadUrl(made.id, 'original');
  expect('a link expires', expires_at > Date.now() / 1000, true);
  const all = await (await client.uploads.download(made.id, 'processed')).text();
  expect('every row is classified', all.trim().split('\r\n').length, 101);
  const likely = await (await client.uploads.download(made.id, 'processed-filtered')).text();
  expect('some are likely to answer', likely.trim().split('\r\n').length < 101, true);
  return ['create', 'cancel', 'retrieve', 'list', 'wait', 'download', 'errors', 'webhook'];
}

function expect(what: string, found: unknown, wanted: unknown): void {
  if (found !== wanted) throw new Error(`Expected that ${what}: ${String(found)} is not ${String(wanted)}.`);
}

async function refused(
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
  throw new Error(`Expected that ${what} is refused as ${code}: got ${String(reason)}.`, { cause: reason });
}
