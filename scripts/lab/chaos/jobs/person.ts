import { createClient, isOptimalDialError } from '@optimaldial/client';
import { createJobs, type JobStore } from '@optimaldial/jobs';
import { accountOf, keyOf, rowsOf } from './lists.ts';
import type { Account, Ledger } from './server.ts';
import { TIMEOUT_MS } from './times.ts';

/** Resolves the jobs that need review, as a person who looks at the uploads of the account. */
export async function review(
  jobs: number,
  store: JobStore,
  accounts: readonly Account[],
  look: () => Promise<Ledger>,
): Promise<number> {
  let resolved = 0;
  for (let job = 0; job < jobs; job += 1) {
    const key = keyOf(job);
    const { url: baseUrl, apiKey } = accounts[accountOf(job)] ?? { url: '', apiKey: '' };
    const reviewed = createJobs({ client: createClient({ apiKey, baseUrl, timeout: TIMEOUT_MS }), store });
    const found = await reviewed.get(key);
    if (found?.state !== 'needs_review') continue;
    const upload = (await look()).made.find(({ rows }) => rows === rowsOf(job));
    try {
      await reviewed.resolve(key, upload === undefined ? 'resend' : { adopt: upload.id });
      resolved += 1;
    } catch (error) {
      if (!isOptimalDialError(error)) throw error;
      // A worker found the upload, or a request failed. The job is looked at again later.
    }
  }
  return resolved;
}
