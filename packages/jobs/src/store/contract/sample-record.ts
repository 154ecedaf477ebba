import type { Upload } from '@optimaldial/client';
import type { JobRecord, LedgerRecord } from '../record.ts';

/** A record with the fields that every record has. */
export function sampleRecord(key: string, fields: Partial<JobRecord> = {}): JobRecord {
  return {
    key,
    state: 'reserved',
    createdAt: 1_790_000_000_000,
    updatedAt: 1_790_000_000_001,
    account: 'https://api.example.com',
    list: { fields: '', fingerprint: 'f'.repeat(64) },
    token: 'token',
    filename: 'list.csv',
    ...fields,
  };
}

/** An upload with the fields that every upload has. */
export function sampleUpload(id: string, fields: Partial<Upload> = {}): Upload {
  return {
    id,
    user_id: '',
    original_filename: 'list.csv',
    storage_path: '',
    status: 'completed',
    created_at: '2026-11-26T00:00:00Z',
    updated_at: '2026-11-26T00:00:00Z',
    ...fields,
  };
}

/** The ledger of a budget. Its key has control characters. */
export function sampleLedger(fields: Partial<LedgerRecord> = {}): LedgerRecord {
  return {
    kind: 'ledger',
    key: 'budget\n\u001Fdefault\n2026-11-26',
    period: '2026-11-26',
    charged: 0,
    reserved: {},
    updatedAt: 1_790_000_000_000,
    ...fields,
  };
}

/** Fields with values that are easily lost. */
export const FULL: Partial<JobRecord> = {
  state: 'needs_review',
  createdAt: 0,
  updatedAt: Number.MAX_SAFE_INTEGER,
  organization: undefined,
  list: {
    fingerprint: '',
    fields: '["file",null]',
    file: { size: 99_000_000, mtimeMs: 1_790_000_000_123.456, ino: 9_007_199_254_740_991 },
  },
  filename: '  Zoë "\\\' 名簿\u{1F4DE}\r\n\t\u2028 e\u0301 \u00E9.csv  ',
  mark: null,
  sentAt: -1,
  echoed: false,
  saved: { 'processed-filtered': 'a/b.csv' },
  error: { name: 'Error', message: '', code: 'server', next: 'person', retryAfter: 0.5 },
  reason: 'several_found',
  candidates: [
    { id: 'b', status: 'completed', created_at: '2026-11-26T00:00:00Z' },
    { id: 'a', status: '', created_at: '' },
  ],
  lease: { owner: 'owner', until: 1 },
  parts: 0,
  partOf: 'null',
};

/** Adds fields of a later version, among them a name that assignments treat differently. */
export function withUnknownFields(record: JobRecord): JobRecord {
  const fields = { ...record, constructor: 'c', later: { list: [null, {}, []] } };
  return Object.defineProperty(fields, '__proto__', { value: { a: 1 }, enumerable: true });
}
