import { setTimeout as delay } from 'node:timers/promises';
import type { Thrown } from './crew/order.ts';
import type { Database } from '@optimaldial/jobs-lab/stores';

/** A database that is killed once. */
export interface Outage {
  /** Kills the database with `kill -9` and restarts it, unless that was done before. */
  begin(): void;
  /** Resolves once the database runs again. */
  settled(): Promise<void>;
  /** Whether an error says that the store couldn't be reached, at that time. */
  explains(thrown: Thrown): boolean;
  readonly kills: number;
}

const DOWN_MS = 500;
/** How long after the restart a worker may report an error, because it was frozen or retries connections. */
const GRACE_MS = 10_000;

/** Kills a database once. Without a database, nothing happens. */
export function createOutage(database: Database | undefined): Outage {
  let began: number | undefined;
  let ended = Infinity;
  let running = Promise.resolve();
  return {
    begin() {
      if (database === undefined || began !== undefined) return;
      began = Date.now();
      running = (async () => {
        await database.crash();
        await delay(DOWN_MS);
        await database.restart();
        ended = Date.now();
      })();
    },
    settled: () => running,
    explains: ({ isOutage, at }) => isOutage && began !== undefined && at >= began && at <= ended + GRACE_MS,
    get kills() {
      return began === undefined ? 0 : 1;
    },
  };
}
