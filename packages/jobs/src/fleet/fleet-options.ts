import { InvalidInputError } from '@optimaldial/client';
import type { Progress } from '../job.ts';
import type { ListSource } from '../list/job-list.ts';
import type { SavePaths } from '../store/record.ts';

/** Options of `work` and `sweep`. */
export interface FleetOptions {
  /**
   * Returns the list of a job. Called only for jobs whose list wasn't sent yet. A job without a list waits for
   * another worker.
   *
   * @default no job is sent that wasn't sent before
   */
  readonly list?: ((key: string) => ListSource | undefined | Promise<ListSource | undefined>) | undefined;
  /**
   * Returns where to save the files of a job, by kind. Needs Node.js, Bun or Deno.
   *
   * @default nothing is downloaded
   */
  readonly save?: ((key: string) => SavePaths | undefined) | undefined;
  /**
   * Maximum cost of each job in credits. A list with more entries is refused before it is sent.
   *
   * @default no maximum
   */
  readonly maxCredits?: number | undefined;
  /**
   * How many jobs to continue at the same time.
   *
   * @default 4
   */
  readonly concurrency?: number | undefined;
  /** Stops the worker: it takes no new job, and ends those in progress after their current request. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long requests can continue after `signal` was aborted, in ms. Then they are aborted, too.
   *
   * @default 20,000
   */
  readonly grace?: number | undefined;
  /** Called after each slice of work on a job. Not awaited; errors and rejections are ignored. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
  /**
   * Called when a job can't be continued because of an error that isn't the API's, such as one of `list` or of
   * the store. The job is continued later. Not awaited; errors and rejections are ignored.
   *
   * @param key the job; `undefined` if the store couldn't be searched for jobs
   */
  readonly onError?: ((error: unknown, key: string | undefined) => unknown) | undefined;
}

const GRACE_MS = 20_000;
const CONCURRENCY = 4;

/** @throws InvalidInputError if an option is invalid */
export function checkFleetOptions({ concurrency = CONCURRENCY, grace = GRACE_MS }: FleetOptions): {
  readonly concurrency: number;
  readonly grace: number;
} {
  if (!(Number.isInteger(concurrency) && concurrency > 0)) {
    throw new InvalidInputError('`concurrency` must be a positive integer.');
  }
  if (!(grace >= 0 && grace < Infinity))
    throw new InvalidInputError('`grace` must be a non-negative number of ms.');
  return { concurrency, grace };
}
