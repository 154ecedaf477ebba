import { isOptimalDialError, type TracedError, type TraceEvent } from '@optimaldial/client';
import { JobError } from '../job-error.ts';
import type { Job } from '../job.ts';

interface Channel {
  readonly hasSubscribers: boolean;
  publish(event: TraceEvent): void;
}

/** What is used of a `TracingChannel` of Node.js. */
interface TracingChannel {
  /** `undefined` on Bun. */
  readonly hasSubscribers?: boolean;
  readonly start: Channel & { runStores<T>(event: TraceEvent, work: () => T): T };
  readonly end: Channel;
  readonly error: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
}

declare const process:
  | {
      getBuiltinModule?(
        name: 'node:diagnostics_channel',
      ): { tracingChannel?(name: string): TracingChannel } | undefined;
    }
  | undefined;

let channel: TracingChannel | undefined;

/**
 * Publishes the start, end and error of work on a job to the channel `optimaldial:job`. Without subscribers, and on
 * runtimes without tracing channels, it only calls `work`.
 */
export function traceJob<T extends Job>(
  name: 'run' | 'advance',
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  channel ??=
    typeof process === 'undefined'
      ? undefined
      : process.getBuiltinModule?.('node:diagnostics_channel')?.tracingChannel?.('optimaldial:job');
  if (channel === undefined || !isObserved(channel)) return work();
  return publish(channel, { name: `job ${name}`, attributes: { 'optimaldial.job.key': key } }, work);
}

function isObserved({ hasSubscribers, start, end, asyncStart, asyncEnd, error }: TracingChannel): boolean {
  return hasSubscribers ?? [start, end, asyncStart, asyncEnd, error].some((one) => one.hasSubscribers);
}

// Not `tracePromise`, which would publish the job and the error themselves.
async function publish<T extends Job>(
  { start, end, error, asyncStart, asyncEnd }: TracingChannel,
  event: TraceEvent,
  work: () => Promise<T>,
): Promise<T> {
  const working = start.runStores(event, work);
  end.publish(event);
  try {
    const job = await working;
    addJob(event, job);
    return job;
  } catch (thrown) {
    addError(event, thrown);
    error.publish(event);
    throw thrown;
  } finally {
    asyncStart.publish(event);
    asyncEnd.publish(event);
  }
}

function addJob({ attributes }: TraceEvent, { state, upload, parts, error }: Job): void {
  attributes['optimaldial.job.state'] = state;
  if (upload !== undefined) attributes['optimaldial.upload.id'] = upload.id;
  const uploads = [upload, ...parts.map((part) => part.upload)];
  attributes['optimaldial.job.credits'] = uploads.reduce(
    (sum, one) => sum + (one?.credits_charged ?? 0) - (one?.credits_refunded ?? 0),
    0,
  );
  if (error !== undefined) attributes['error.type'] = error.code;
}

function addError(event: TraceEvent, thrown: unknown): void {
  if (thrown instanceof JobError) addJob(event, thrown.job);
  event.error = describeThrown(thrown);
  event.attributes['error.type'] = event.error.code ?? event.error.name;
}

function describeThrown(thrown: unknown): TracedError {
  if (isOptimalDialError(thrown)) {
    const { name, message, code } = thrown;
    return { name, message, code };
  }
  // The message of a foreign error can be anything.
  const name = thrown instanceof Error ? thrown.name : 'Error';
  return { name, message: name, code: undefined };
}
