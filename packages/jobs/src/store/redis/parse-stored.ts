import { parseRecord } from '../parse-record.ts';
import { StoreError } from '../store-error.ts';
import type { StoredRecord } from '../store.ts';

/** Parses what the store keeps under an ID: a header that starts with the version, and the record. */
export function parseStored(text: string): StoredRecord {
  const version = Number.parseInt(text, 10);
  const record = parseRecord(text.slice(text.indexOf('\n') + 1));
  if (record !== undefined && version > 0) return { record, version };
  throw new StoreError(
    'A value in Redis does not contain the record of a job. Restore it from a backup. A job without a record is sent and charged again.',
    { next: 'person' },
  );
}
