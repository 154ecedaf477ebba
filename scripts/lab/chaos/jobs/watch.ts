import { setTimeout as delay } from 'node:timers/promises';
import { createClient, isOptimalDialError } from '@optimaldial/client';
import { createJobs, type JobRecord, type JobStore } from '@optimaldial/jobs';
import type { Order } from './crew/order.ts';
import { TIMEOUT_MS } from './crew/times.ts';
import { accountOf, jobOf } from './server/lists.ts';
import type { Made } from './server/server.ts';
import type { ServerProcess } from './server/server-process.ts';

/** What a watch needs. */
export interface WatchOptions {
  /** The store of each account. */
  readonly stores: readonly JobStore[];
  readonly jobs: number;
  readonly server: Pick<ServerProcess, 'accounts' | 'look'>;
  /** The job that an upload belongs to. */
  readonly jobOfUpload: (made: Made) => number;
  /** Called with what is known of the jobs. */
  readonly onLook: (known: Pick<Order, 'ended' | 'missing'>) => void;
  /** Whether an engine has finished, too. */
  readonly hasFinished: () => Promise<boolean>;
  /** Ends the watch early. */
  readonly signal: AbortSignal;
}

/**
 * Watches the store until all jobs have ended. Resolves those that need review, as a person who looks at the
 * uploads of the account.
 *
 * @returns how many were resolved
 */
export async function watch(options: WatchOptions): Promise<number> {
  const { stores, jobs, onLook, hasFinished, signal } = options;
  let resolved = 0;
  for (; !signal.aborted; await delay(500 + jobs)) {
    try {
      const lists = stores.map((store) => Array.fromAsync(store.list({ withoutParts: true })));
      const records = (await Promise.all(lists)).flat();
      const ended = records.filter(({ state }) => state === 'done' || state === 'failed');
      const stored = new Set(records.map(({ key }) => jobOf(key)));
      let missing = 0;
      while (stored.has(missing)) missing += 1;
      onLook({ ended: ended.map(({ key }) => jobOf(key)), missing });
      if (ended.length === jobs && (await hasFinished())) break;
      for (const record of records) {
        if (record.state === 'needs_review' && (await review(record, options))) resolved += 1;
      }
    } catch (error) {
      // The database was killed, or a request failed. The next look sees what is left.
      if (!isOptimalDialError(error)) throw error;
    }
  }
  return resolved;
}

async function review(
  { key }: JobRecord,
  { stores, server: { accounts, look }, jobOfUpload }: WatchOptions,
): Promise<boolean> {
  const job = jobOf(key);
  const index = accountOf(job, accounts.length);
  const [account, store] = [accounts[index], stores[index]];
  if (account === undefined || store === undefined) return false;
  const client = createClient({ apiKey: account.apiKey, baseUrl: account.url, timeout: TIMEOUT_MS });
  const upload = (await look()).made.find((made) => jobOfUpload(made) === job);
  try {
    await createJobs({ client, store }).resolve(key, upload === undefined ? 'resend' : { adopt: upload.id });
    return true;
  } catch (error) {
    if (!isOptimalDialError(error)) throw error;
    // A worker found the upload, or a request failed. The job is looked at again later.
    return false;
  }
}
