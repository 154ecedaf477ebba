import type { CallOptions, Client, Upload } from '@optimaldial/client';
import type { Mark } from '../store/record.ts';

/** What a search of the account's uploads found. */
export interface Found {
  /** The uploads with the filename. */
  readonly matches: readonly Upload[];
  /** All uploads that were created after the mark. */
  readonly newer: readonly Upload[];
  /** Whether the search has certainly seen every upload after the mark. */
  readonly isComplete: boolean;
}

/**
 * Reads the account's uploads from the newest back to the mark. Compares the server's clock only with itself.
 * The order of the list is inferred, so it reads whole pages, and to the end if they aren't in order.
 *
 * @param mark `null` reads all uploads
 */
export async function search(
  client: Client,
  filename: string,
  mark: Mark | null,
  options: CallOptions,
): Promise<Found> {
  const oldest = mark === null ? -Infinity : Date.parse(mark.created_at);
  // By ID: an upload moves to the next page if another one is created between two requests.
  const seen = new Map<string, Upload>();
  let last = Infinity;
  let isInOrder = true;
  let hasMark = false;
  let isOld = false;
  for await (const { data } of client.uploads.list({ limit: 100 }, options).pages()) {
    isOld = data.length > 0;
    for (const upload of data) {
      if (seen.has(upload.id)) continue;
      seen.set(upload.id, upload);
      const created = Date.parse(upload.created_at);
      if (created > last) isInOrder = false;
      last = created;
      if (upload.id === mark?.id) hasMark = true;
      if (!(created < oldest)) isOld = false;
    }
    // A page that is older than a mark which isn't listed: the key may be of another organization.
    if (isInOrder && (hasMark || isOld)) break;
  }
  const newer = [...seen.values()].filter(
    ({ id, created_at }) => id !== mark?.id && !(Date.parse(created_at) < oldest),
  );
  return {
    matches: newer.filter(({ original_filename }) => original_filename === filename),
    newer,
    isComplete: mark === null || hasMark,
  };
}
