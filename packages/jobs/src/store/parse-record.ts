import type { JobRecord } from './record.ts';

/** Parses a stored record; `undefined` if the text isn't the record of a job. */
export function parseRecord(text: string): JobRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return isJobRecord(value) ? value : undefined;
}

/** Recognizes a record by what every version of this package stores. */
function isJobRecord(value: unknown): value is JobRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    typeof value.key === 'string' &&
    'state' in value &&
    typeof value.state === 'string'
  );
}
