import { facetsOf } from '../facets.ts';
import { keyHash } from '../key-hash.ts';
import type { StoreRecord } from '../record.ts';
import type { RecordQuery } from '../store.ts';

/** Sorts behind every position. */
const END = '~';
const KINDS = ['job', 'part'] as const;

/** Prefix of the jobs of all states, without parts. */
export const STATES_OF_JOBS = 's/job/';

/** What the store keeps beside a record, to find it and to add it up. */
export interface Indexed {
  /** Orders the records of each prefix. */
  readonly position: string;
  /** The day on which the list was sent, and its credits: `2026-11-26=120`, or `=` without any. */
  readonly amount: string;
  /** All entries of the record in the index. */
  readonly entries: readonly string[];
}

/** A range of the index, of entries that start with one of the prefixes. */
export interface Range {
  readonly prefixes: readonly string[];
  readonly end: string;
}

/** Derives the entries of a record: all are ASCII without spaces. */
export function indexed(id: string, record: StoreRecord): Indexed {
  // Ledgers are only read by their key.
  if (record.kind === 'ledger') return { position: '-', amount: '=', entries: [] };
  const { kind, dueAt, upload, day, credits } = facetsOf(record);
  const position = `${timeIn(record.createdAt)}/${id}`;
  const entries = [`o/${kind}/${position}`, `s/${kind}/${record.state}/${position}`];
  if (upload !== undefined) entries.push(`u/${keyHash(upload)}/${position}`);
  if (dueAt !== undefined) entries.push(`d/${timeIn(dueAt)}/${id}`);
  // Plain, because Redis adds the text up. Refunds can exceed the day's charges.
  const amount = day === undefined || credits === 0 ? '=' : `${day}=${credits}`;
  return { position, amount, entries };
}

/** The smallest range that has all records of a query. */
export function rangeOf({ dueBy, upload, states, withoutParts = false }: RecordQuery): Range {
  if (dueBy !== undefined) return { prefixes: ['d/'], end: `${timeIn(dueBy)}/${END}` };
  if (upload !== undefined) return { prefixes: [`u/${keyHash(upload)}/`], end: END };
  const kinds = withoutParts ? KINDS.slice(0, 1) : KINDS;
  const prefixes = kinds.flatMap((kind) =>
    states === undefined ? [`o/${kind}/`] : [...new Set(states)].map((state) => `s/${kind}/${state}/`),
  );
  return { prefixes, end: END };
}

/** A time in ms as text that sorts by time. */
function timeIn(ms: number): string {
  return `${Math.floor(Math.min(Math.max(ms, 0), 1e15))}`.padStart(16, '0');
}
