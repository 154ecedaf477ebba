import { isOptimalDialError, type CreateUpload, type Upload } from '@optimaldial/client';
import { isOfDay } from '../budget/ledger.ts';
import { priceOf } from '../budget/price.ts';
import type { Mark } from '../store/record.ts';
import { adopt } from './adopt.ts';
import type { Claim } from './claim.ts';
import { withSignal, type Context, type Task } from './context.ts';
import { describeError } from './describe-error.ts';
import { budgetPause, markSending, takeBack } from './mark-sending.ts';
import { loadSame } from './open-job.ts';
import { LONGEST_TIMER_MS } from '../wait/sleep.ts';
import { growing, pauseAfter, type Step } from './step.ts';

/** How often the time of sending is stored until it is recent. */
const MOST_PUTS = 3;

/**
 * Sends the list of a reserved job: stores that it is being sent, sends it once, and stores the upload. A
 * request whose outcome is unknown leaves the state `sending`; one that was refused returns to `reserved`.
 */
export async function send(context: Context, task: Task, claim: Claim): Promise<Step> {
  const { client, store, settle, budget } = context;
  const { upload } = await loadSame(task, claim.record);
  const { token, filename } = claim.record;
  const named: CreateUpload =
    upload.file === undefined ? { ...upload, filename } : { ...upload, filename_override: filename };
  // Before the request, because a later search compares the server's clock with itself.
  const mark = claim.record.mark === undefined ? await newestUpload(context, task) : undefined;
  const price = budget === undefined ? 0 : await priceOf(upload, task.signal);
  // The process may have been frozen. A request long after `sentAt` could arrive after the settling time.
  const isLate = async (): Promise<boolean> => {
    const now = await store.now();
    return now - claim.record.updatedAt > settle / 10 || !isOfDay(claim.record.reservation, now);
  };
  for (let puts = 1; puts === 1 || (await isLate()); puts++) {
    if (puts > MOST_PUTS) {
      // The store is slower than the settling time allows.
      await takeBack(context, claim);
      return { again: growing(0) };
    }
    const refusal = await markSending(context, claim, price, mark);
    if (refusal === undefined) continue;
    if (puts > 1) await takeBack(context, claim);
    return { again: budgetPause(refusal, claim.record), error: refusal };
  }
  // Whole, because `AbortSignal.timeout` rejects fractions.
  const limit = Math.min(Math.ceil((settle * 2) / 3), LONGEST_TIMER_MS);
  const timeout = AbortSignal.timeout(limit);
  const signal = withSignal(task, timeout);
  let created: Upload;
  try {
    created = await claim.during(() =>
      client.uploads.create(named, {
        maxCredits: task.maxCredits,
        // A retry could leave after the settling time.
        maxRetries: 0,
        timeout: limit,
        deadline: limit,
        signal,
      }),
    );
  } catch (error) {
    // The client throws the reason of the signal only if nothing was sent.
    if (signal.aborted && error === signal.reason && !isOptimalDialError(error)) {
      await takeBack(context, claim);
      if (task.signal?.aborted) throw error;
      return { again: growing(0) };
    }
    const json = describeError(error);
    const elapsed = claim.record.updatedAt - claim.record.createdAt;
    // Anything that isn't known to be refused may have been carried out.
    if (!isOptimalDialError(error) || error.next === 'check') {
      if (task.signal?.aborted) throw error;
      return { again: pauseAfter(json, 0), error };
    }
    await takeBack(context, claim, json);
    return { again: pauseAfter(json, elapsed), error };
  }
  await adopt(context, claim.record.key, token, created);
  return undefined;
}

/** Reads where a later search for the upload has to end. */
async function newestUpload(
  { client }: Context,
  { reads }: Task,
): Promise<{ mark: Mark | null; organization?: string }> {
  for await (const { id, created_at, organization_id } of client.uploads.list({ limit: 1 }, reads)) {
    return {
      mark: { id, created_at },
      ...(typeof organization_id === 'string' ? { organization: organization_id } : {}),
    };
  }
  return { mark: null };
}
