import type { JobRecord, LedgerRecord } from '../../src/index.ts';

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

/** Builds a ledger. */
export function ledger(key: string, fields: Partial<LedgerRecord> = {}): LedgerRecord {
  return { kind: 'ledger', key, period: '2026-11-26', charged: 0, reserved: {}, updatedAt: 1, ...fields };
}
