import { dayOf } from './day.ts';
import { hasEnded, type JobRecord, type StoreRecord } from './record.ts';
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
  const nothing = { dueAt: undefined, upload: undefined, day: undefined, credits: 0 };
  if (record.kind === 'ledger') return { ...nothing, kind: 'ledger' };
  const { state, upload, partOf, parts, lease, sentAt, updatedAt, dueAt = updatedAt } = record;
  const isPart = partOf !== undefined;
  return {
    kind: isPart ? 'part' : 'job',
    // Parts are continued with their job.
    dueAt: isPart || hasEnded(state) ? undefined : Math.max(dueAt, lease?.until ?? 0),
    upload: upload?.id,
    day: sentAt === undefined ? undefined : dayOf(sentAt),
    // A job with parts was charged for them.
    credits: parts === undefined ? (upload?.credits_charged ?? 0) - (upload?.credits_refunded ?? 0) : 0,
  };
}

/** Whether a record fits a query, apart from `after` and `limit`. */
export function fits(record: StoreRecord, query: RecordQuery): record is JobRecord {
  const { kind, dueAt = NaN, upload } = facetsOf(record);
  return (
    record.kind === undefined &&
    (query.states?.includes(record.state) ?? true) &&
    (query.dueBy === undefined || dueAt <= query.dueBy) &&
    (query.upload === undefined || upload === query.upload) &&
    !(query.withoutParts && kind === 'part')
  );
}
