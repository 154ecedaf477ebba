import type { CallOptions, CreateUpload, Reconcile, Upload } from '@optimaldial/client';
import { networkError, settle, type Settled } from './fake-clock.ts';
import { fakeFetch, phoneList } from './fake-fetch.ts';

/** A call of `uploads.create` whose response was lost. */
interface LostCreate {
  readonly done: Promise<Settled<Upload>>;
  creates(): number;
  /** How many pages of the list were requested after the POST. */
  searches(): number;
  /** The filename that was sent. */
  name(): string;
}

/**
 * Creates an upload whose POST fails with a broken connection.
 *
 * @param listed returns the list of uploads at each search after the POST, given the filename that was sent
 */
export function createWithLostResponse(
  listed: (search: number, name: string) => Response | object[] | Promise<Response>,
  upload: CreateUpload = { ...phoneList, filename: 'crm.csv' },
  reconcile: Reconcile = true,
  options: CallOptions = {},
): LostCreate {
  let searches = 0;
  let name = '';
  const { client, requests } = fakeFetch(
    async (_, init) => {
      if (init.method === 'POST') {
        name = await nameIn(init.body);
        throw networkError('ECONNRESET');
      }
      // The search before the POST.
      if (name === '') return Response.json({ data: [], next_cursor: null });
      const found = await listed(++searches, name);
      return found instanceof Response ? found : Response.json({ data: found, next_cursor: null });
    },
    { maxRetries: 0 },
  );
  const done = settle(client.uploads.create(upload, { reconcile, ...options }));
  return {
    done,
    creates: () => requests.filter(({ init }) => init.method === 'POST').length,
    searches: () => searches,
    name: () => name,
  };
}

/** Returns the filename in a request body. */
async function nameIn(body: RequestInit['body']): Promise<string> {
  // Reading a body takes real time, in which a test would advance its fake clock.
  const text = typeof body === 'string' ? body : await new Response(body ?? null).text();
  const found = /"filename":"([^"]+)"|name="filename_override"\r\n\r\n([^\r]*)/.exec(text);
  return found?.[1] ?? found?.[2] ?? '';
}

/** An upload in the list, with its age in ms. */
export const listedUpload = (original_filename: string, id = 'mine', age = 0): object => ({
  id,
  original_filename,
  created_at: new Date(Date.now() - age).toISOString(),
});
