import type { CallOptions, Client, Upload } from '@optimaldial/client';
import type { Mark } from '../store/record.ts';

/** What a search of the account's uploads found. */
export interface Found {
  /** The uploads with the token in their filename. */
  readonly matches: readonly Upload[];
  /** All uploads that may have been created after the mark. */
  readonly newer: readonly Upload[];
  /** ID of the organization whose uploads were listed; `undefined` if unknown. */
  readonly organization: string | undefined;
  /** Whether the search has certainly seen every upload after the mark. */
  readonly isComplete: boolean;
}

/** Allowed clock skew between the machines of the server, in ms. */
const CLOCK_SKEW_MS = 60_000;

/**
 * Reads the account's uploads from the newest back to a minute before the mark. Compares the server's clock
 * only with itself. The order of the list is inferred, so it reads whole pages, and to the end if they aren't
 * in order.
 *
 * @param token is searched for in filenames, because the API may change the rest of a name
 * @param mark `null` reads all uploads
 */
export async function search(
  client: Client,
  token: string,
  mark: Mark | null,
  options: CallOptions,
): Promise<Found> {
  const oldest = mark === null ? -Infinity : Date.parse(mark.created_at) - CLOCK_SKEW_MS;
  // By ID: an upload moves to the next page if another one is created between two requests.
  const seen = new Map<string, Upload>();
  let last = Infinity;
  let isInOrder = true;
  let hasMark = false;
  for await (const { data } of client.uploads.list({ limit: 100 }, options).pages()) {
    for (const upload of data) {
      if (seen.has(upload.id)) continue;
      seen.set(upload.id, upload);
      const created = Date.parse(upload.created_at);
      if (created > last) isInOrder = false;
      last = created;
      if (upload.id === mark?.id) hasMark = true;
    }
    // If the mark isn't listed by now, the key may be of another organization.
    if (isInOrder && last < oldest) break;
  }
  const uploads = [...seen.values()];
  const newer = uploads.filter(({ id, created_at }) => id !== mark?.id && !(Date.parse(created_at) < oldest));
  return {
    matches: newer.filter((upload) => hasToken(upload, token)),
    newer,
    organization: uploads.find(({ organization_id }) => organization_id)?.organization_id ?? undefined,
    isComplete: mark === null || hasMark,
  };
}

/** Whether the filename of an upload contains the token of a job. */
export function hasToken({ original_filename }: Upload, token: string): boolean {
  const name: unknown = original_filename;
  return typeof name === 'string' && name.toLowerCase().includes(token);
}
