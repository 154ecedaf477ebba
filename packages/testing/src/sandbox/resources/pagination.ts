import type { EngineResponse } from '../../engine/engine.ts';
import { ok, problem } from '../../engine/responses.ts';
import type { OwnedRecord } from '../state/collection.ts';

const DEFAULT_LIMIT = 50;

/**
 * Responds with one page of records, newest first, or with a 400 for an invalid cursor.
 *
 * @param records oldest first
 * @param matches filters the records. Default: all
 */
export function listPage<T extends OwnedRecord>(
  operation: string,
  records: readonly T[],
  { limit = DEFAULT_LIMIT, cursor }: Readonly<Record<string, unknown>>,
  matches: (record: T) => boolean = () => true,
): EngineResponse {
  const before = cursor === undefined ? records.length : readCursor(cursor);
  if (before === undefined) return problem(operation, 'bad_request', 'Invalid cursor');
  const data: T['value'][] = [];
  let last: number | undefined;
  for (let at = Math.min(before, records.length) - 1; at >= 0; at--) {
    const record = records[at];
    if (record === undefined || !matches(record)) continue;
    if (data.length === Number(limit)) return ok({ data, next_cursor: writeCursor(last ?? at) });
    data.push(record.value);
    last = at;
  }
  return ok({ data, next_cursor: null });
}

// A cursor is the position of the last record of a page. New records get higher positions, so that pages
// are stable while records are added.
const PREFIX = 'after:';

function writeCursor(position: number): string {
  return Buffer.from(`${PREFIX}${position}`).toString('base64url');
}

function readCursor(cursor: unknown): number | undefined {
  const text = Buffer.from(String(cursor), 'base64url').toString();
  return /^after:\d+$/.test(text) ? Number(text.slice(PREFIX.length)) : undefined;
}
