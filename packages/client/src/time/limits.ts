import { describeNumber } from '../describe-value.ts';
import type { ConfigurationError } from '../errors/configuration.ts';
import type { InvalidInputError } from '../errors/invalid-input.ts';

/** How long a call may take, and how often it is retried. */
export interface CallLimits {
  /**
   * Maximum number of retries after transient failures, if a retry is safe. Waiting for a shared rate limit
   * doesn't count.
   *
   * @default 2
   */
  readonly maxRetries?: number | undefined;
  /**
   * Timeout per attempt in ms, including the body; 0 disables it. For downloads: idle timeout.
   *
   * @default 60,000, plus 1,000 per 250 kB uploaded
   */
  readonly timeout?: number | undefined;
  /**
   * Time limit for the whole call in ms, including all attempts and delays; 0 disables it.
   *
   * @default 600,000, or `timeout` if that is longer
   */
  readonly deadline?: number | undefined;
}

/** The limits that apply to one call, in ms. `Infinity` means no limit. */
export interface Limits {
  readonly maxRetries: number;
  readonly timeout: number;
  readonly deadline: number;
}

const TIMEOUT_MS = 60_000;
const DEADLINE_MS = 600_000;
const UPLOAD_BYTES_PER_MS = 250;

/**
 * Checks limits from a caller.
 *
 * @throws `Rejection` if a limit is not a valid number
 */
export function checkLimits(
  limits: CallLimits,
  Rejection: new (message: string) => ConfigurationError | InvalidInputError,
): void {
  for (const name of ['timeout', 'deadline'] as const) {
    const value: unknown = limits[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new Rejection(
        `\`${name}\` must be a non-negative number of ms (0 disables it), got ${describeNumber(value)}.`,
      );
    }
  }
  const { maxRetries } = limits;
  if (maxRetries !== undefined && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw new Rejection(`\`maxRetries\` must be a non-negative integer, got ${describeNumber(maxRetries)}.`);
  }
}

/**
 * The limits of a call: its own, then those of the client, then the defaults.
 *
 * @param fileBytes total size of the uploaded files
 */
export function resolveLimits(call: CallLimits | undefined, client: CallLimits, fileBytes = 0): Limits {
  const given = call?.timeout ?? client.timeout;
  const timeout = given === undefined ? TIMEOUT_MS + fileBytes / UPLOAD_BYTES_PER_MS : given || Infinity;
  const deadline = call?.deadline ?? client.deadline;
  return {
    maxRetries: call?.maxRetries ?? client.maxRetries ?? 2,
    timeout,
    deadline: deadline === undefined ? defaultDeadline(timeout) : deadline || Infinity,
  };
}

// An attempt without a timeout doesn't make the whole call endless.
function defaultDeadline(timeout: number): number {
  return timeout === Infinity ? DEADLINE_MS : Math.max(DEADLINE_MS, timeout);
}
