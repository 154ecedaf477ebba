import { hasEnded } from './record.ts';
import type { JobRecord, StoreRecord } from './record.ts';
import type { RecordQuery } from './store.ts';

/** What a store can index of a record, so that it finds jobs without reading all of them. */
export interface Facets {
  /** `part`: a part of a long list. */
  readonly kind: 'job' | 'part' | 'ledger';
  /** When a worker has to continue the job, in ms by the clock of the store; `undefined` if none has to. */
  readonly dueAt: number | undefined;
  /** ID of its upload. */
  readonly upload: string | undefined;
  /** When its list was last sent, as a day in UTC such as `2026-11-26`. */
  readonly day: string | undefined;
  /** Credits that were charged, less those that were refunded. */
  readonly credits: number;
}

/** Derives the facets of a record. */
export function facetsOf(record: StoreRecord): Facets {
  if (record.kind === 'ledger') {
    return { kind: 'ledger', dueAt: undefined, upload: undefined, day: undefined, credits: 0 };
  }
  const { state, upload, partOf, parts, lease, sentAt, updatedAt, dueAt = updatedAt } = record;
  // Parts are continued with their job.
  const isDue = !hasEnded(state) && partOf === undefined;
  const isPaid = upload !== undefined && parts === undefined;
  return {
    kind: partOf === undefined ? 'job' : 'part',
    dueAt: isDue ? Math.max(dueAt, lease?.until ?? 0) : undefined,
    upload: upload?.id,
    day: sentAt === undefined ? undefined : new Date(sentAt).toISOString().slice(0, 10),
    credits: isPaid ? (upload.credits_charged ?? 0) - (upload.credits_refunded ?? 0) : 0,
  };
}

/** Whether a record fits a query, apart from `after` and `limit`. */
export function fits(record: StoreRecord, query: RecordQuery): record is JobRecord {
  if (record.kind === 'ledger') return false;
  const { kind, dueAt, upload } = facetsOf(record);
  const { states, dueBy = Infinity, withoutParts = false } = query;
  if (states !== undefined && !states.includes(record.state)) return false;
  if (query.dueBy !== undefined && !(dueAt !== undefined && dueAt <= dueBy)) return false;
  if (query.upload !== undefined && upload !== query.upload) return false;
  return !(withoutParts && kind === 'part');
}
