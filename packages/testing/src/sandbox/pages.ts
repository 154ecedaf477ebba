/** Something in a list, newest first. */
export interface Listed<T> {
  /** Counts up as things are made. */
  readonly turn: number;
  readonly value: T;
}

/**
 * One page. The cursor says where the next one begins by what it follows, so that it stays right while
 * things are added.
 *
 * @param all oldest first
 * @returns `undefined` for a cursor that is none
 */
export function page<T>(
  all: readonly Listed<T>[],
  { limit = '50', cursor }: { limit?: unknown; cursor?: unknown },
): { data: T[]; next_cursor: string | null } | undefined {
  const before = cursor === undefined ? Infinity : readCursor(cursor);
  if (before === undefined) return undefined;
  const rest = all.filter(({ turn }) => turn < before).toReversed();
  const data = rest.slice(0, Number(limit));
  const last = data.at(-1);
  return {
    data: data.map(({ value }) => value),
    next_cursor: last === undefined || rest.length === data.length ? null : writeCursor(last.turn),
  };
}

const MARK = 'after:';

function writeCursor(turn: number): string {
  return Buffer.from(`${MARK}${turn}`).toString('base64url');
}

function readCursor(cursor: unknown): number | undefined {
  const text = Buffer.from(String(cursor), 'base64url').toString();
  return /^after:\d+$/.test(text) ? Number(text.slice(MARK.length)) : undefined;
}
