import { isObserved, openChannel, type ChannelName, type TracingChannel } from './channel.ts';
import { addError, addResponse, createEvent, type Responded, type TraceFacts } from './events.ts';
import type { TraceEvent } from './trace-event.ts';

/**
 * Publishes the start, end and error of a call or an attempt. Without subscribers, and on runtimes without tracing
 * channels, it only calls `work`.
 *
 * @param describe says what `work` does
 */
export type Trace = <T extends Responded>(
  name: ChannelName,
  describe: () => TraceFacts,
  work: () => Promise<T>,
) => Promise<T>;

/** For runtimes with the module `node:diagnostics_channel`. */
export const trace: Trace = (name, describe, work) => {
  const channel = openChannel(name);
  return channel && isObserved(channel) ? publish(channel, createEvent(describe()), work) : work();
};

// Not `tracePromise`, which would publish the result and the error themselves.
async function publish<T extends Responded>(
  { start, end, error, asyncStart, asyncEnd }: TracingChannel,
  event: TraceEvent,
  work: () => Promise<T>,
): Promise<T> {
  // Async, so that the end is published before it can throw.
  const working = start.runStores(event, async () => work());
  end.publish(event);
  try {
    const result = await working;
    addResponse(event, result);
    return result;
  } catch (thrown) {
    addError(event, thrown);
    error.publish(event);
    throw thrown;
  } finally {
    asyncStart.publish(event);
    asyncEnd.publish(event);
  }
}
