import type { Upload } from '@optimaldial/types';
import { OutcomeUnknownError } from '../errors/outcome-unknown.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { TimeoutError } from '../errors/timeout.ts';
import type { CallOptions, RequestOptions } from '../request/call-options.ts';
import { CALL_OPTIONS, checkNames, type OptionNames } from '../request/option-names.ts';
import { checkLimits } from '../time/limits.ts';
import { withTimeout } from '../time/with-timeout.ts';
import { checkMaxCredits, checkPrice } from './count-entries.ts';
import { tokenOf, withToken } from './filename-token.ts';
import type { UploadSearch } from './find-uploads.ts';
import { findCreatedUpload, selectKnownUpload, type Reconcile } from './reconcile.ts';
import { checkUpload, type CreateUpload } from './upload-input.ts';

/** Options of `uploads.create`. */
export interface CreateOptions extends CallOptions {
  /**
   * Finds the upload by a token in its filename instead of sending the list twice: `true` for a random token,
   * or `{ token, since }` for one that you have stored. If the outcome of the request is unknown, `create`
   * searches for that filename, up to 30 seconds and not past `deadline`, and never sends the list again.
   *
   * With your own token, it also searches before it sends. If there is exactly one upload that fits the list,
   * it is returned, whatever its status, and nothing is sent: you can repeat the call, also in another
   * process. If an upload has the token and doesn't fit the list, the call is rejected. The search needs the
   * scope `uploads:read`; if it fails, nothing is sent.
   *
   * The search can't find an upload that isn't listed yet, or not under this filename. A repeated call sends
   * the list again, and it is charged again, if two first calls run at the same time, if the request of an
   * earlier call is still in progress, if the API changed the filename, or if the upload is older than
   * `since`. Use `@optimaldial/jobs` to exclude these.
   *
   * @default false, which throws `OutcomeUnknownError` immediately
   */
  readonly reconcile?: Reconcile | undefined;
  /**
   * Rejects a list that can cost more than this number of credits, before anything is sent: one credit per
   * entry of an array, or per line of a file after its header. Empty lines don't count; a line break within
   * quotes does.
   *
   * @default no limit
   */
  readonly maxCredits?: number | undefined;
}

/** The calls that `uploads.create` consists of. */
export interface CreateCalls {
  readonly send: (upload: CreateUpload, options: RequestOptions) => Promise<Upload>;
  readonly find: (search: UploadSearch, options: CallOptions) => Promise<Upload[]>;
  /** Returns the deadline of a call, in ms. */
  readonly deadlineOf: (options: CallOptions) => number;
}

const DAY_MS = 86_400_000;

const NAMES: OptionNames<CreateOptions> = { ...CALL_OPTIONS, reconcile: 1, maxCredits: 1 };

/** Checks a list, looks for an earlier upload with its token, and sends it. */
export async function createUpload(
  { send, find, deadlineOf }: CreateCalls,
  upload: CreateUpload,
  given: CreateOptions,
): Promise<Upload> {
  checkNames(given, NAMES, InvalidInputError);
  const { reconcile = false, maxCredits, ...options } = given;
  checkUpload(upload);
  checkMaxCredits(maxCredits);
  checkLimits(options, InvalidInputError);
  const token = reconcile === false ? undefined : tokenOf(reconcile);
  const tagged = token === undefined ? upload : withToken(upload, token);
  const started = performance.now();
  const ms = deadlineOf(options);
  const timeoutError = (): TimeoutError =>
    new TimeoutError(
      { method: 'POST', path: '/api/v1/uploads', attempts: 0 },
      { limit: 'deadline', ms, elapsed: Math.round(performance.now() - started) },
    );
  /** Options for the next call, which ends at the deadline of this one. */
  const untilDeadline = (): CallOptions => {
    const deadline = Math.ceil(started + ms - performance.now());
    if (deadline <= 0) throw timeoutError();
    return { ...options, deadline };
  };

  if (maxCredits !== undefined) {
    await withTimeout(ms, options.signal, timeoutError, (signal) => checkPrice(upload, maxCredits, signal));
  }
  let since: Date | undefined;
  if (typeof reconcile === 'object') {
    ({ since = new Date(Date.now() - DAY_MS) } = reconcile);
    const filename = tagged.filename_override ?? tagged.filename ?? '';
    const known = selectKnownUpload(await find({ filename, since }, untilDeadline()), upload);
    if (known) return known;
  }
  try {
    return await send(tagged, { ...untilDeadline(), token });
  } catch (error) {
    if (reconcile === false || !(error instanceof OutcomeUnknownError)) throw error;
    return findCreatedUpload(
      error,
      upload,
      since ?? error.trace.from,
      started + ms,
      (search, timeLeft) => find(search, { ...options, deadline: timeLeft }),
      options.signal,
    );
  }
}
