import { sharedEngine } from '@optimaldial/testing/engine';
import { operations } from '@optimaldial/testing/spec';
import { createCallApi, type ApiResponse, type Difference } from './call-api.ts';

/** The result of comparing a live API with the spec. */
export interface Verdict {
  readonly differences: readonly Difference[];
  /** The operations that were called, and how often. */
  readonly called: ReadonlyMap<string, number>;
  /** The operations that were not called, and why. */
  readonly skipped: ReadonlyMap<string, string>;
  /** The operations that returned an error instead of data, with the status. */
  readonly refused: ReadonlyMap<string, number>;
}

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';
const HOUR_S = 3600;
const FORBIDDEN = 403;

/** Calls every read operation of an API, which changes nothing and is free, and compares the responses with the spec. */
export async function verify(api: { readonly baseUrl: string; readonly apiKey: string }): Promise<Verdict> {
  const found = new Map<string, Difference>();
  const called = new Map<string, number>();
  const skipped = new Map<string, string>();
  const note = (difference: Difference): void =>
    void found.set(Object.values(difference).join('\n'), difference);
  const callApi = createCallApi(api, await sharedEngine(), note);
  const countedCall: typeof callApi = (call) => {
    called.set(call.operation, (called.get(call.operation) ?? 0) + 1);
    return callApi(call);
  };
  const refused = new Map<string, number>();
  /** Calls an operation that must return data. */
  const callForData: typeof callApi = async (call) => {
    const response = await countedCall(call);
    if (response.status !== 200) refused.set(call.operation, response.status);
    return response;
  };
  /** Checks what the documentation promises and a schema can't express. */
  const holds = (
    operation: string,
    { status }: ApiResponse,
    at: string,
    right: boolean,
    what: string,
  ): void => {
    if (!right) note({ operation, status, at, what });
  };

  const uploads = await list('listUploads');
  const statuses = new Map(uploads.map((upload) => [text(upload, 'status'), upload]));
  for (const upload of statuses.values()) {
    const response = await callForData({ operation: 'retrieveUpload', path: [text(upload, 'id')] });
    const same = text(response.body, 'id') === text(upload, 'id');
    holds('retrieveUpload', response, 'body.id', same, 'is not the requested ID');
  }
  if (uploads.length === 0) skipped.set('retrieveUpload', 'the organization has no upload');
  await links(statuses.get('completed'));
  await errors();

  const endpoints = await callForData({ operation: 'listWebhookEndpoints' });
  const [endpoint] = entries(endpoints.body);
  for (const operation of ['retrieveWebhookEndpoint', 'listWebhookDeliveries']) {
    if (endpoint === undefined) skipped.set(operation, 'the organization has no webhook endpoint');
    else await callForData({ operation, path: [text(endpoint, 'id')] });
  }

  const [contact] = await list('listContacts');
  if (refused.get('listContacts') === FORBIDDEN) {
    // Only some organizations can use contacts.
    refused.delete('listContacts');
    for (const operation of ['listContacts', 'retrieveContact'])
      skipped.set(operation, 'not enabled for this organization');
  } else if (contact === undefined) skipped.set('retrieveContact', 'the organization has no contact');
  else await callForData({ operation: 'retrieveContact', path: [text(contact, 'id')] });

  for (const { id, method } of operations) {
    if (method !== 'GET') skipped.set(id, 'it is not a read operation');
  }
  return { differences: [...found.values()], called, skipped, refused };

  /** Returns the first page of a list, and checks its order and the next page. */
  async function list(operation: 'listUploads' | 'listContacts'): Promise<unknown[]> {
    const whole = await callForData({ operation, query: { limit: '100' } });
    const all = entries(whole.body);
    const times = all.map((one) => Date.parse(text(one, 'created_at')));
    const ordered = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? Infinity));
    holds(operation, whole, 'body.data', ordered, 'is not newest first');
    if (all.length < 2) return all;
    const first = await callForData({ operation, query: { limit: '1' } });
    const cursor = text(first.body, 'next_cursor');
    holds(operation, first, 'body.next_cursor', cursor !== '', 'is missing although there are more pages');
    if (cursor === '') return all;
    const second = await callForData({ operation, query: { limit: '1', cursor } });
    const repeats = text(entries(second.body)[0], 'id') === text(entries(first.body)[0], 'id');
    holds(operation, second, 'body.data', !repeats, 'repeats the previous page');
    return all;
  }

  async function links(completed: unknown): Promise<void> {
    for (const operation of ['downloadOriginal', 'downloadProcessed', 'downloadProcessedFiltered']) {
      if (completed === undefined) {
        skipped.set(operation, 'the organization has no completed upload');
        continue;
      }
      const response = await callForData({ operation, path: [text(completed, 'id')] });
      if (response.status !== 200) continue;
      const left = Number(text(response.body, 'expires_at')) - Date.now() / 1000;
      holds(
        operation,
        response,
        'body.expires_at',
        left > 0 && left < 2 * HOUR_S,
        'is not about an hour ahead',
      );
    }
  }

  async function errors(): Promise<void> {
    const unknown = await countedCall({ operation: 'retrieveUpload', path: [UNKNOWN_ID] });
    holds('retrieveUpload', unknown, '', unknown.status === 404, 'an unknown ID does not return 404');
    const malformed = await countedCall({
      operation: 'retrieveUpload',
      path: [UNKNOWN_ID],
      sent: ['not-an-id'],
    });
    const isRefused = malformed.status >= 400 && malformed.status < 500;
    holds('retrieveUpload', malformed, '', isRefused, 'a malformed ID is not rejected');
    const stranger = await countedCall({ operation: 'listUploads', anonymous: true });
    holds('listUploads', stranger, '', stranger.status === 401, 'a call without a key does not return 401');
    const scheme = stranger.headers['www-authenticate'] ?? '';
    holds('listUploads', stranger, 'header.www-authenticate', /^Bearer\b/i.test(scheme), 'is not Bearer');
  }
}

/** The entries of a list, with or without a `data` envelope. */
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
