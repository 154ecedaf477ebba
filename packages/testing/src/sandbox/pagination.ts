import type { EngineAnswer } from '../engine/engine.ts';
import type { Organization } from './account.ts';
import { ok, problem } from '../engine/responses.ts';

/** Something that an organization owns, with an ID in lower case. */
export interface Owned {
  readonly organization: Organization;
  readonly value: { readonly id: string };
}

/** What organizations own, by ID and in pages. No operation gets slower as it grows. */
export interface Collection<T extends Owned> {
  add(item: T): void;
  /** Finds an item by its ID, in any case. */
  readonly find: (id: string | undefined) => T | undefined;
  /** Every item of every organization, oldest first. */
  readonly all: readonly T[];
  /**
   * Answers with one page of an organization's items, newest first, or refuses an invalid cursor.
   *
   * @param matches selects the items to list. Default: all
   */
  page(
    operation: string,
    organization: Organization,
    query: Readonly<Record<string, unknown>>,
    matches?: (item: T) => boolean,
  ): EngineAnswer;
}

const DEFAULT_LIMIT = 50;

/** Creates an empty collection. */
export function createCollection<T extends Owned>(): Collection<T> {
  const all: T[] = [];
  const byId = new Map<string, T>();
  const byOrganization = new Map<Organization, T[]>();
  return {
    all,
    find: (id = '') => byId.get(id.toLowerCase()),
    add(item) {
      all.push(item);
      byId.set(item.value.id, item);
      const own = byOrganization.get(item.organization);
      if (own === undefined) byOrganization.set(item.organization, [item]);
      else own.push(item);
    },
    page(operation, organization, { limit = DEFAULT_LIMIT, cursor }, matches = () => true) {
      const own = byOrganization.get(organization) ?? [];
      const before = cursor === undefined ? own.length : readCursor(cursor);
      if (before === undefined) return problem(operation, 'bad_request', 'Invalid cursor');
      const data: T['value'][] = [];
      let last: number | undefined;
      for (let at = Math.min(before, own.length) - 1; at >= 0; at--) {
        const item = own[at];
        if (item === undefined || !matches(item)) continue;
        if (data.length === Number(limit)) return ok({ data, next_cursor: writeCursor(last ?? at) });
        data.push(item.value);
        last = at;
      }
      return ok({ data, next_cursor: null });
    },
  };
}

// A cursor is the position of the last item of a page. New items get higher positions, so that a page
// stays the same while items are added.
const MARK = 'after:';

function writeCursor(position: number): string {
  return Buffer.from(`${MARK}${position}`).toString('base64url');
}

function readCursor(cursor: unknown): number | undefined {
  const text = Buffer.from(String(cursor), 'base64url').toString();
  return /^after:\d+$/.test(text) ? Number(text.slice(MARK.length)) : undefined;
}
