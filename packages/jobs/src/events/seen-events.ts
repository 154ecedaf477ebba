import { ConfigurationError } from '@optimaldial/client';
import type { EventClaim, SeenEvents } from '@optimaldial/client/webhooks';
import { changeLedger } from '../budget/ledger.ts';
import { keyHash } from '../store/key-hash.ts';
import type { LedgerRecord } from '../store/record.ts';
import type { JobStore } from '../store/store.ts';

/** Options of {@link seenEvents}. */
export interface SeenEventsOptions {
  /**
   * How long an event that a process has claimed is left alone, in ms, in case the process was killed. Longer than
   * a handler takes.
   *
   * @default 300,000
   */
  readonly lease?: number | undefined;
}

type Entries = LedgerRecord['reserved'];

const LEASE_MS = 300_000;
/** OptimalDial retries a delivery for less than 15 hours. */
const KEPT_MS = 172_800_000;
/** Characters of the hash of an ID that choose its record: one of 256. */
const SHARD_LENGTH = 2;

/**
 * Remembers the webhook events that were handled, in the store of the jobs, so that each event is handled once
 * in all processes: pass it to `createWebhookHandler` as `seen`. If a process is killed while it handles an
 * event, the event is handled again by a later delivery, once `lease` has passed.
 *
 * The events are kept for two days in at most 256 records, from which a later event removes them. The store
 * never lists these records as jobs.
 *
 * @throws ConfigurationError if `lease` isn't a positive number
 * @example
 * createWebhookHandler({ secret, on, seen: seenEvents(store) });
 */
export function seenEvents(store: JobStore, { lease = LEASE_MS }: SeenEventsOptions = {}): SeenEvents {
  if (!(Number.isFinite(lease) && lease > 0)) {
    throw new ConfigurationError('`lease` must be a positive number of ms.');
  }
  /**
   * The ends of the leases of this process, oldest first: an event has several if a handler is slower than its
   * lease. A later claim ends later, in other processes, too.
   */
  const claimed = new Map<string, readonly number[]>();

  async function change(
    id: string,
    edit: (entries: Entries, now: number) => Entries | undefined,
  ): Promise<void> {
    const now = await store.now();
    const key = ['events', keyHash(id).slice(0, SHARD_LENGTH)].join('\n');
    await changeLedger(store, key, now, ({ reserved }) => {
      const changed = edit(reserved, now);
      return (
        changed && {
          reserved: Object.fromEntries(Object.entries(changed).filter(([, at]) => at > now - KEPT_MS)),
        }
      );
    });
  }

  return {
    async claim(id) {
      let claim: EventClaim = 'new';
      let until = 0;
      await change(id, (entries, now) => {
        const isHeld = (entries[claimOf(id)] ?? 0) > now;
        claim = Object.hasOwn(entries, doneOf(id)) ? 'done' : isHeld ? 'busy' : 'new';
        if (claim !== 'new') return undefined;
        until = now + lease;
        return { ...entries, [claimOf(id)]: until };
      });
      if (claim === 'new') claimed.set(id, [...(claimed.get(id) ?? []), until]);
      return claim;
    },
    async done(id) {
      await change(id, (entries, now) => ({ ...without(entries, claimOf(id)), [doneOf(id)]: now }));
      claimed.delete(id);
    },
    async release(id) {
      // The oldest one, whichever handler failed: the claim of one that still runs must stay.
      const [until, ...later] = claimed.get(id) ?? [];
      if (later.length > 0) claimed.set(id, later);
      else claimed.delete(id);
      await change(id, (entries) =>
        until !== undefined && entries[claimOf(id)] === until ? without(entries, claimOf(id)) : undefined,
      );
    },
  };
}

// No property of `Object.prototype` has such a name.
const claimOf = (id: string): string => `claimed\n${id}`;
const doneOf = (id: string): string => `done\n${id}`;

function without(entries: Entries, name: string): Entries {
  return Object.fromEntries(Object.entries(entries).filter(([entry]) => entry !== name));
}
