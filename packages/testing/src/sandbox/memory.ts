import { randomBytes } from 'node:crypto';
import { newAccountsMemory, type AccountsMemory, type Organization } from './account/accounts.ts';
import type { RecentWrites } from './account/rate-limit.ts';
import { newClockMemory, type ClockMemory } from './simulation/clock-memory.ts';
import type { RandomMemory } from './simulation/random.ts';
import type { Records } from './state/state.ts';

/**
 * The whole state of a sandbox, apart from files, routes, rules, faults and recorded requests. It's one graph of
 * plain data, which `structuredClone` and `v8.serialize` copy with its shared references: services keep nothing
 * that must survive a restart anywhere else.
 */
export interface Memory {
  readonly clock: ClockMemory;
  readonly random: RandomMemory;
  readonly accounts: AccountsMemory;
  readonly records: Records;
  readonly recentWrites: RecentWrites;
  /** Signs the URLs of files. */
  readonly storageSecret: string;
  /** The sandbox's own organization and key. */
  own: { readonly organization: Organization; readonly apiKey: string } | undefined;
}

/** The memory of a new sandbox. */
export function newMemory(seed: number): Memory {
  return {
    clock: newClockMemory(),
    random: { state: seed >>> 0 },
    accounts: newAccountsMemory(),
    records: { uploads: [], contacts: [], endpoints: [], byIdempotencyKey: new Map() },
    recentWrites: new Map(),
    storageSecret: randomBytes(32).toString('hex'),
    own: undefined,
  };
}
