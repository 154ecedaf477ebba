import type { StoreRecord } from './record.ts';

/** Parses a stored record; `undefined` if the text isn't one. */
export function parseRecord(text: string): StoreRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return isStoreRecord(value) ? value : undefined;
}

/** Recognizes a record by what every version of this package stores. */
function isStoreRecord(value: unknown): value is StoreRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    ('state' in value ? typeof value.state === 'string' : 'kind' in value && value.kind === 'ledger')
  );
}
