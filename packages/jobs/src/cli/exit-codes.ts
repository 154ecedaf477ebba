import type { Failure } from './failure.ts';

/** Exit codes of the command. `--help` documents them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  person: 3,
  later: 4,
  interrupted: 130,
} as const;

/** One of {@link EXIT}. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Codes of errors that are thrown before anything is sent. */
const NOTHING_SENT: readonly string[] = ['usage', 'configuration', 'invalid_input', 'job_conflict'];

/**
 * The exit code for an error.
 *
 * @param isSent whether a list was sent before, for example if its results can't be saved
 */
export function exitCodeOf({ code, next }: Pick<Failure, 'code' | 'next'>, isSent = false): ExitCode {
  if (code === 'interrupted') return EXIT.interrupted;
  // A file that changed while it was sent has the code `invalid_input`, too.
  if (!isSent && NOTHING_SENT.includes(code) && next !== 'check') return EXIT.usage;
  if (next === 'person') return EXIT.person;
  return next === 'give_up' ? EXIT.failed : EXIT.later;
}
