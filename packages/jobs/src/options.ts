import type { Client } from '@optimaldial/client';
import type { Progress } from './job.ts';
import type { JobState, SavePaths } from './store/record.ts';
import type { JobStore } from './store/store.ts';

/** Options of `createJobs`. */
export interface JobsOptions {
  /** The client that sends the lists. */
  readonly client: Client;
  /** Where jobs are stored. All processes that work on the same jobs share one store. */
  readonly store: JobStore;
  /**
   * How long a request with an unknown outcome is searched for, in ms, before its list can be resent. A
   * request ends after two thirds of it.
   *
   * @default 900,000
   */
  readonly settle?: number | undefined;
  /**
   * How long a worker can be silent, in ms, before another one continues its job.
   *
   * @default 30,000
   */
  readonly lease?: number | undefined;
  /**
   * Limits what all processes that share the store spend together. A list that doesn't fit is sent on a later
   * day. Pass it to every process: lists that are sent without it don't count.
   *
   * @default no limit
   */
  readonly budget?: BudgetOptions | undefined;
}

/** A limit on what all processes that share a store spend together. */
export interface BudgetOptions {
  /** Maximum in credits for the lists that are sent in the period. */
  readonly credits: number;
  /** The period: a day in UTC, by the clock of the store. */
  readonly per: 'day';
  /**
   * Name of the budget. Processes with the same name share it.
   *
   * @default 'default'
   */
  readonly name?: string | undefined;
}

/** Options of `advance`. */
export interface AdvanceOptions {
  /**
   * Maximum cost in credits. A list with more entries is refused before it is sent.
   *
   * @default no maximum
   */
  readonly maxCredits?: number | undefined;
  /**
   * Where to save the files of the upload, by kind. Needs Node.js, Bun or Deno.
   *
   * @default nothing is downloaded
   */
  readonly save?: SavePaths | undefined;
  /** Ends the work early. The job can be continued later. */
  readonly signal?: AbortSignal | undefined;
  /**
   * How long to work on the job, in ms. A request that only reads can take as long again, or 5 seconds if that
   * is more. Sending the list and saving files aren't interrupted.
   *
   * @default 10,000
   */
  readonly slice?: number | undefined;
}

/** Options of `run`. */
export interface RunOptions extends Omit<AdvanceOptions, 'slice'> {
  /** Called after every step and every poll. Not awaited; errors and rejections are ignored. */
  readonly onProgress?: ((progress: Progress) => unknown) | undefined;
}

/** Options of `add`. */
export interface AddOptions {
  /**
   * Maximum cost in credits. A list with more entries isn't stored. Pass it to the worker, too: it isn't stored
   * with the job.
   *
   * @default no maximum
   */
  readonly maxCredits?: number | undefined;
}

/** Options of `list`. */
export interface ListOptions {
  /**
   * Only jobs in this state, or in one of these.
   *
   * @default all
   */
  readonly state?: JobState | readonly JobState[] | undefined;
  /**
   * Only jobs behind the one with this key.
   *
   * @default from the first one
   */
  readonly after?: string | undefined;
  /**
   * At most so many jobs.
   *
   * @default all
   */
  readonly limit?: number | undefined;
}

/** What a person decided about a job that needs review. */
export type Decision =
  /** This upload is the list. */
  | { readonly adopt: string }
  /** No upload of the list exists: send it. */
  | 'resend'
  /** Give the job up. */
  | 'abandon';
