import type { EngineAnswer } from '../engine.ts';
import { ok, problem } from './answers.ts';

/** Something in a list, newest first. */
export interface Listed<T> {
  /** Counts up as things are made. */
  readonly turn: number;
  readonly value: T;
}

/**
 * Answers with one page, or that the cursor is none. A cursor says where the next page begins by what it
 * follows, so that it stays right while things are added.
 *
 * @param all oldest first
 */
export function page(
  operation: string,
  all: readonly Listed<unknown>[],
  { limit = DEFAULT_LIMIT, cursor }: Readonly<Record<string, unknown>>,
): EngineAnswer {
  const before = cursor === undefined ? Infinity : readCursor(cursor);
  if (before === undefined) return problem(operation, 'bad_request', 'The cursor is none that the API gave');
  const rest = all.filter(({ turn }) => turn < before).toReversed();
  const data = rest.slice(0, Number(limit));
  const last = data.at(-1);
  const more = last !== undefined && rest.length > data.length;
  return ok({ data: data.map(({ value }) => value), next_cursor: more ? writeCursor(last.turn) : null });
}

const DEFAULT_LIMIT = 50;
const MARK = 'after:';

function writeCursor(turn: number): string {
  return Buffer.from(`${MARK}${turn}`).toString('base64url');
}

function readCursor(cursor: unknown): number | undefined {
  const text = Buffer.from(String(cursor), 'base64url').toString();
  return /^after:\d+$/.test(text) ? Number(text.slice(MARK.length)) : undefined;
}
