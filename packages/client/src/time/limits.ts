import type { ConfigurationError } from '../errors/configuration.ts';
import type { InvalidInputError } from '../errors/invalid-input.ts';

/** How long a call may take, and how often it is tried. */
export interface CallLimits {
  /** How often a failed attempt is retried, if that is safe. Waiting for a rate limit that calls share doesn't count. 0 for never. @default 2 */
  readonly maxRetries?: number | undefined;
  /**
   * How long one attempt may take, body included, in ms; 0 for no limit. Default: 60,000, and for a
   * file 1,000 more for each 250 kB. Of a download: how long without a byte.
   */
  readonly timeout?: number | undefined;
  /**
   * How long the whole call may take, with all attempts and the pauses between them, in ms; 0 for no
   * limit. Default: 600,000, but never less than `timeout`.
   */
  readonly deadline?: number | undefined;
}

/** The limits of one call, in ms, `Infinity` for none. */
export interface Limits {
  readonly maxRetries: number;
  readonly timeout: number;
  readonly deadline: number;
}

const TIMEOUT_MS = 60_000;
const DEADLINE_MS = 600_000;
const BYTES_PER_MS = 250;

/**
 * Checks limits that were given.
 *
 * @throws `Refusal` for what is no number of ms, or no number of times
 */
export function checkLimits(
  limits: CallLimits,
  Refusal: new (message: string) => ConfigurationError | InvalidInputError,
): void {
  for (const name of ['timeout', 'deadline'] as const) {
    const value: unknown = limits[name];
    if (value !== undefined && !(typeof value === 'number' && value >= 0)) {
      throw new Refusal(`\`${name}\` must be a number of ms, 0 for no limit.`);
    }
  }
  const { maxRetries } = limits;
  if (maxRetries !== undefined && !(Number.isSafeInteger(maxRetries) && maxRetries >= 0)) {
    throw new Refusal('`maxRetries` must be a whole number, 0 for none.');
  }
}

/**
 * The limits of a call: its own, else those of the client, else the defaults.
 *
 * @param fileBytes size of the files that it sends
 */
export function resolveLimits(call: CallLimits | undefined, client: CallLimits, fileBytes = 0): Limits {
  const given = call?.timeout ?? client.timeout;
  const timeout = given === undefined ? TIMEOUT_MS + fileBytes / BYTES_PER_MS : given || Infinity;
  const whole = call?.deadline ?? client.deadline;
  return {
    maxRetries: call?.maxRetries ?? client.maxRetries ?? 2,
    timeout,
    deadline: whole === undefined ? leastDeadline(timeout) : whole || Infinity,
  };
}

// An attempt that may take for ever does not make the whole call endless.
function leastDeadline(timeout: number): number {
  return timeout === Infinity ? DEADLINE_MS : Math.max(DEADLINE_MS, timeout);
}
