import type { JobRecord } from '../../src/index.ts';

/** Builds a record. */
export function record(key: string, fields: Partial<JobRecord> = {}): JobRecord {
  return {
    key,
    state: 'reserved',
    createdAt: 1,
    updatedAt: 1,
    account: 'https://api.example.com',
    list: { fields: '', fingerprint: 'f' },
    token: 't',
    filename: 'list-t.csv',
    ...fields,
  };
}
