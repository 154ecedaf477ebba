import type { Violation } from '../../engine/recording.ts';
import { operations } from '../../spec/operations.ts';

/** Equal requests in the dashboard: the same method, path template and status. */
export interface ShownRequest {
  readonly id: number;
  /** Time of the last response, in the sandbox's time. */
  readonly at: string;
  readonly method: string;
  /** Path template of the operation; for other paths, the path without the IDs in it. */
  readonly path: string;
  /** HTTP status; null if the connection was closed before the response was complete. */
  readonly status: number | null;
  readonly count: number;
  /** Violations of all of them. */
  readonly violations: number;
}

/** Equal mismatches with the spec in the dashboard. */
export interface ShownViolation {
  readonly id: number;
  /** Time of the last one, in the sandbox's time. */
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly side: Violation['side'];
  readonly message: string;
  readonly count: number;
}

/** A request and what the sandbox found in it. */
export interface HandledRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number | null;
  readonly violations: readonly Violation[];
}

/** Requests and violations, grouped, so that a client that polls doesn't push out the others. */
export interface RequestGroups {
  add(request: HandledRequest, at: string): void;
  shown(): {
    /** Totals, including groups that aren't kept. */
    readonly requestCount: number;
    readonly violationCount: number;
    readonly requests: readonly ShownRequest[];
    readonly violations: readonly ShownViolation[];
  };
}

/**
 * Creates empty groups.
 *
 * @param most number of groups of each kind that are kept: those whose last request is newest
 */
export function createRequestGroups(most: number): RequestGroups {
  const requests = createGroups<ShownRequest>(most);
  const violations = createGroups<ShownViolation>(most);
  let [requestCount, violationCount] = [0, 0];
  return {
    add({ method, path: fullPath, status, violations: found }, at) {
      const path = templateOf(fullPath);
      requestCount += 1;
      violationCount += found.length;
      requests.add([method, path, status], (id, last) => ({
        id,
        at,
        method,
        path,
        status,
        count: (last?.count ?? 0) + 1,
        violations: (last?.violations ?? 0) + found.length,
      }));
      for (const { side, message } of found) {
        violations.add([method, path, side, message], (id, last) => ({
          id,
          at,
          method,
          path,
          side,
          message,
          count: (last?.count ?? 0) + 1,
        }));
      }
    },
    shown: () => ({
      requestCount,
      violationCount,
      requests: requests.newestFirst(),
      violations: violations.newestFirst(),
    }),
  };
}

function createGroups<T extends { readonly id: number }>(most: number) {
  const groups = new Map<string, T>();
  let lastId = 0;
  return {
    add(parts: readonly unknown[], update: (id: number, last: T | undefined) => T): void {
      const key = JSON.stringify(parts);
      const last = groups.get(key);
      // Deleted first, because a map keeps the position of a key that it has.
      groups.delete(key);
      groups.set(key, update(last?.id ?? (lastId += 1), last));
      const [oldest] = groups.keys();
      if (groups.size > most && oldest !== undefined) groups.delete(oldest);
    },
    newestFirst: (): readonly T[] => [...groups.values()].toReversed(),
  };
}

const UUID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;

/** The path template of an operation; otherwise the path, without the IDs in it. */
function templateOf(path: string): string {
  const operation = operations.find(({ pattern }) => pattern.test(path));
  return operation?.template ?? path.replaceAll(UUID, '{id}');
}
