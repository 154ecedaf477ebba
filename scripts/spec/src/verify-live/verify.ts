import { sharedEngine } from '@optimaldial/testing/engine';
import { operations } from '@optimaldial/testing/spec';
import { createAsk, type Answered, type Difference } from './ask.ts';

/** What a look at a live API showed. */
export interface Verdict {
  readonly differences: readonly Difference[];
  /** The operations that were asked, with how often. */
  readonly asked: ReadonlyMap<string, number>;
  /** The operations that were not asked, with the reason. */
  readonly missed: ReadonlyMap<string, string>;
  /** The reads that gave an error where data was to come, with the status. */
  readonly refused: ReadonlyMap<string, number>;
}

const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const HOUR_S = 3600;
const FORBIDDEN = 403;

/** Asks every read of an API, changes nothing and spends nothing, and holds the answers to the description. */
export async function verify(api: { readonly baseUrl: string; readonly apiKey: string }): Promise<Verdict> {
  const found = new Map<string, Difference>();
  const asked = new Map<string, number>();
  const missed = new Map<string, string>();
  const note = (difference: Difference): void =>
    void found.set(Object.values(difference).join('\n'), difference);
  const askOnce = createAsk(api, await sharedEngine(), note);
  const ask: typeof askOnce = (question) => {
    asked.set(question.operation, (asked.get(question.operation) ?? 0) + 1);
    return askOnce(question);
  };
  const refused = new Map<string, number>();
  /** Asks for data: an error proves nothing of it, however well it is described. */
  const askForData: typeof askOnce = async (question) => {
    const answer = await ask(question);
    if (answer.status !== 200) refused.set(question.operation, answer.status);
    return answer;
  };
  /** What the documentation says in words, and a schema cannot. */
  const holds = (operation: string, { status }: Answered, at: string, right: boolean, what: string): void => {
    if (!right) note({ operation, status, at, what });
  };

  const uploads = await list('listUploads');
  const statuses = new Map(uploads.map((upload) => [text(upload, 'status'), upload]));
  for (const upload of statuses.values()) {
    const answer = await askForData({ operation: 'retrieveUpload', path: [text(upload, 'id')] });
    const same = text(answer.body, 'id') === text(upload, 'id');
    holds('retrieveUpload', answer, 'body.id', same, 'is not the id that was asked for');
  }
  if (uploads.length === 0) missed.set('retrieveUpload', 'the organization has no upload');
  await links(statuses.get('completed'));
  await errors();

  const endpoints = await askForData({ operation: 'listWebhookEndpoints' });
  const [endpoint] = entries(endpoints.body);
  for (const operation of ['retrieveWebhookEndpoint', 'listWebhookDeliveries']) {
    if (endpoint === undefined) missed.set(operation, 'the organization has no webhook endpoint');
    else await askForData({ operation, path: [text(endpoint, 'id')] });
  }

  const [contact] = await list('listContacts');
  if (refused.get('listContacts') === FORBIDDEN) {
    // Few organizations have them.
    refused.delete('listContacts');
    for (const operation of ['listContacts', 'retrieveContact'])
      missed.set(operation, 'not for this organization');
  } else if (contact === undefined) missed.set('retrieveContact', 'the organization has no contact');
  else await askForData({ operation: 'retrieveContact', path: [text(contact, 'id')] });

  for (const { id, method } of operations) {
    if (method !== 'GET') missed.set(id, 'it writes');
  }
  return { differences: [...found.values()], asked, missed, refused };

  /** The first page of a list, after a look at its order and at the page behind it. */
  async function list(operation: 'listUploads' | 'listContacts'): Promise<unknown[]> {
    const whole = await askForData({ operation, query: { limit: '100' } });
    const all = entries(whole.body);
    const times = all.map((one) => Date.parse(text(one, 'created_at')));
    const ordered = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Infinity));
    holds(operation, whole, 'body.data', ordered, 'is not newest first');
    if (all.length < 2) return all;
    const first = await askForData({ operation, query: { limit: '1' } });
    const cursor = text(first.body, 'next_cursor');
    holds(operation, first, 'body.next_cursor', cursor !== '', 'is missing, though more follows');
    if (cursor === '') return all;
    const second = await askForData({ operation, query: { limit: '1', cursor } });
    const repeats = text(entries(second.body)[0], 'id') === text(entries(first.body)[0], 'id');
    holds(operation, second, 'body.data', !repeats, 'repeats the page before');
    return all;
  }

  async function links(completed: unknown): Promise<void> {
    for (const operation of ['downloadOriginal', 'downloadProcessed', 'downloadProcessedFiltered']) {
      if (completed === undefined) {
        missed.set(operation, 'the organization has no upload that is completed');
        continue;
      }
      const answer = await askForData({ operation, path: [text(completed, 'id')] });
      if (answer.status !== 200) continue;
      const left = Number(text(answer.body, 'expires_at')) - Date.now() / 1000;
      holds(
        operation,
        answer,
        'body.expires_at',
        left > 0 && left < 2 * HOUR_S,
        'is not about an hour ahead',
      );
    }
  }

  async function errors(): Promise<void> {
    const unknown = await ask({ operation: 'retrieveUpload', path: [NOBODYS_ID] });
    holds('retrieveUpload', unknown, '', unknown.status === 404, 'an unknown id is not answered 404');
    const malformed = await ask({ operation: 'retrieveUpload', path: [NOBODYS_ID], sent: ['not-an-id'] });
    const isRefused = malformed.status >= 400 && malformed.status < 500;
    holds('retrieveUpload', malformed, '', isRefused, 'a malformed id is not refused');
    const stranger = await ask({ operation: 'listUploads', anonymous: true });
    holds('listUploads', stranger, '', stranger.status === 401, 'a call without a key is not answered 401');
    const scheme = stranger.headers['www-authenticate'] ?? '';
    holds('listUploads', stranger, 'header.www-authenticate', /^Bearer\b/i.test(scheme), 'is not Bearer');
  }
}

/** The entries of a list, with or without an envelope. */
function entries(body: unknown): unknown[] {
  const data: unknown = isRecord(body) && !Array.isArray(body) ? body['data'] : body;
  return Array.isArray(data) ? data : [];
}

function text(value: unknown, name: string): string {
  const field = isRecord(value) ? value[name] : undefined;
  return typeof field === 'string' || typeof field === 'number' ? String(field) : '';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
