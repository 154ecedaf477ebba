import type { CallOptions, CreateUpload, Reconcile, Upload } from '@optimaldial/client';
import { broken, moved, type Ended } from './clock.ts';
import { stub } from './stub.ts';

/** Entries that pass the checks of `uploads.create`. */
export const numbers: string[] = Array.from({ length: 100 }, () => '+14155550123');

/** What became of a call of `uploads.create`. */
interface Ambiguous {
  readonly done: Promise<Ended<Upload>>;
  posts(): number;
  /** How many pages of the list were requested. */
  looks(): number;
  /** The filename that was sent. */
  name(): string;
}

/**
 * A client whose POST fails with a broken connection.
 *
 * @param listed the list of uploads at each look, given the filename that was sent
 */
export function ambiguous(
  listed: (look: number, name: string) => Response | object[] | Promise<Response>,
  upload: CreateUpload = { phone_numbers: numbers, filename: 'crm.csv' },
  reconcile: Reconcile = true,
  options: CallOptions = {},
): Ambiguous {
  let looks = 0;
  let name = '';
  const { client, seen } = stub(
    async (_, init) => {
      if (init.method === 'POST') {
        name = await nameIn(init.body);
        throw broken('ECONNRESET');
      }
      const found = await listed(++looks, name);
      return found instanceof Response ? found : Response.json({ data: found, next_cursor: null });
    },
    { maxRetries: 0 },
  );
  const done = moved(client.uploads.create(upload, { reconcile, ...options }));
  return {
    done,
    posts: () => seen.filter(({ init }) => init.method === 'POST').length,
    looks: () => looks,
    name: () => name,
  };
}

/** The filename that a body has. */
async function nameIn(body: RequestInit['body']): Promise<string> {
  // A string as it is: reading a body takes real time, in which a test would move its clock on.
  const text = typeof body === 'string' ? body : await new Response(body ?? null).text();
  const found = /"filename":"([^"]+)"|name="filename_override"\r\n\r\n([^\r]*)/.exec(text);
  return found?.[1] ?? found?.[2] ?? '';
}

/** An upload of the list, so many ms old. */
export const entry = (original_filename: string, id = 'mine', age = 0): object => ({
  id,
  original_filename,
  created_at: new Date(Date.now() - age).toISOString(),
});
