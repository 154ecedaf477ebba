import { countEntries, type CreateUpload } from '@optimaldial/client';

/** The highest possible price of a list in credits; 0 for an invalid one, which the client refuses. */
export async function priceOf(upload: CreateUpload, signal: AbortSignal | undefined): Promise<number> {
  const { file, phone_numbers, contacts } = upload;
  return file !== undefined || Array.isArray(phone_numbers ?? contacts) ? countEntries(upload, signal) : 0;
}
