import { ConfigurationError, InvalidInputError } from '@optimaldial/client';
import type { FleetOptions } from './fleet/fleet-options.ts';
import type { SweepOptions } from './fleet/sweep.ts';
import type { AddOptions, AdvanceOptions, JobsOptions, ListOptions, RunOptions } from './options.ts';

/** The names of all options of a call. The compiler reports a missing one. */
type Names<Options> = { readonly [name in keyof Options]-?: 1 };

const SHARED = { maxCredits: 1, save: 1, signal: 1 } as const;
const FLEET: Names<FleetOptions> = {
  ...SHARED,
  list: 1,
  concurrency: 1,
  grace: 1,
  onProgress: 1,
  onError: 1,
};
const JOBS: Names<JobsOptions> = { client: 1, store: 1, settle: 1, lease: 1, budget: 1 };
const CALLS: {
  readonly run: Names<RunOptions>;
  readonly advance: Names<AdvanceOptions>;
  readonly add: Names<AddOptions>;
  readonly work: Names<FleetOptions>;
  readonly sweep: Names<SweepOptions>;
  readonly list: Names<ListOptions>;
} = {
  run: { ...SHARED, onProgress: 1 },
  advance: { ...SHARED, slice: 1 },
  add: { maxCredits: 1 },
  work: FLEET,
  sweep: { ...FLEET, limit: 1, slice: 1 },
  list: { state: 1, after: 1, limit: 1 },
};

/** @throws InvalidInputError if an option of a call doesn't exist: a misspelled `maxCredits` must not be ignored */
export function checkCallOptions(call: keyof typeof CALLS, options: object): void {
  const problem = unknownOption(options, CALLS[call]);
  if (problem !== undefined) throw new InvalidInputError(problem);
}

/** @throws ConfigurationError if an option of `createJobs` doesn't exist */
export function checkJobsOptions(options: object): void {
  const problem = unknownOption(options, JOBS);
  if (problem !== undefined) throw new ConfigurationError(problem);
}

function unknownOption(options: object, names: object): string | undefined {
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(names, name));
  if (unknown === undefined) return undefined;
  return `Unknown option \`${unknown}\`. The options are ${Object.keys(names).join(', ')}.`;
}
