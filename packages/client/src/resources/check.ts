import { uploadStatusValues, type Upload, type UploadStatus } from '@optimaldial/types';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { UploadNotCompletedError, WaitingForPersonError } from '../errors/wait.ts';
import type { CallOptions } from '../request/call-options.ts';
import { equalJitter } from '../time/backoff.ts';

/** Options of `uploads.check`. */
export interface CheckOptions extends CallOptions {
  /** Status to wait for, or several. A status listed here never throws. @default 'completed' */
  readonly until?: UploadStatus | readonly UploadStatus[] | undefined;
}

/** The result of a poll. */
export interface UploadCheck {
  /** Whether the upload has one of the requested statuses. */
  readonly done: boolean;
  /** The upload, as retrieved. */
  readonly upload: Upload;
  /** Time until the next poll, in ms; 0 if `done`. */
  readonly again: number;
}

const FINAL: readonly string[] = [
  'completed',
  'failed',
  'cancelled',
  'validation_failed',
] satisfies UploadStatus[];
const WAITING_FOR_PERSON: readonly string[] = [
  'pending_mapping',
  'awaiting_confirmation',
] satisfies UploadStatus[];

/**
 * Whether an upload with this status never changes again: `completed`, `failed`, `cancelled` or
 * `validation_failed`. An unknown status of a newer API version is not final.
 */
export function isFinal(status: string): boolean {
  return FINAL.includes(status);
}

/**
 * Checks the `until` of a caller.
 *
 * @throws InvalidInputError if it isn't one or more statuses
 */
export function statusesOf(until: unknown = 'completed'): readonly string[] {
  const known: readonly unknown[] = uploadStatusValues;
  const given: unknown = typeof until === 'string' ? [until] : until;
  const statuses: readonly string[] = Array.isArray(given) ? given : [];
  if (statuses.length > 0 && statuses.every((status) => known.includes(status))) return statuses;
  throw new InvalidInputError(`\`until\` must be one or more of: ${known.join(', ')}.`);
}

/**
 * Delay before the next poll, in ms, with equal jitter: at first 1 to 2 seconds, after two minutes 30 to 60.
 *
 * @param elapsed how long the upload has taken, in ms; a negative or invalid time counts as 0
 */
export function pollDelay(elapsed: number): number {
  const first = 2000 + (Math.max(0, elapsed) || 0) / 2;
  return Math.round(equalJitter({ first, factor: 1, max: 60_000 }, 0));
}

/**
 * Decides what a poll means.
 *
 * @param elapsed how long the upload has taken, in ms
 * @throws UploadNotCompletedError or WaitingForPersonError if it can't reach a requested status by polling
 */
export function checkStatus(upload: Upload, requested: readonly string[], elapsed: number): UploadCheck {
  const done = requested.includes(upload.status);
  if (!done && isFinal(upload.status)) throw new UploadNotCompletedError(upload);
  if (!done && WAITING_FOR_PERSON.includes(upload.status)) throw new WaitingForPersonError(upload);
  return { done, upload, again: done ? 0 : pollDelay(elapsed) };
}
