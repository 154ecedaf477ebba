import { createJobs, type FleetOptions, type JobStore } from '@optimaldial/jobs';
import { list, type JobsSetup } from '../../support/setup-jobs.ts';

/** Starts a worker, and returns a function that stops it and waits for its end. */
export function startWorker(
  { client }: JobsSetup,
  store: JobStore,
  options: FleetOptions = {},
): { readonly ended: Promise<void>; stop(): void } {
  const controller = new AbortController();
  const ended = createJobs({ client, store }).work({
    list: () => list,
    ...options,
    signal: controller.signal,
  });
  return { ended, stop: () => controller.abort() };
}
