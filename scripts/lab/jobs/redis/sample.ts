import type { JobRecord } from '@optimaldial/jobs';

/** A record with the fields that every record has. */
export function sample(key: string, fields: Partial<JobRecord> = {}): JobRecord {
  const list = { fingerprint: 'f', fields: '{}' };
  return {
    key,
    state: 'reserved',
    createdAt: 1,
    updatedAt: 1,
    account: 'a',
    list,
    token: 't',
    filename: 'f',
    ...fields,
  };
}
