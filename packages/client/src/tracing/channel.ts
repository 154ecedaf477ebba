import type { TraceEvent } from './trace-event.ts';

/** The channels `optimaldial:call` and `optimaldial:attempt`. */
export type ChannelName = 'call' | 'attempt';

interface Channel {
  readonly hasSubscribers: boolean;
  publish(event: TraceEvent): void;
}

/** What is used of a `TracingChannel` of Node.js. */
export interface TracingChannel {
  /** `undefined` on Bun. */
  readonly hasSubscribers?: boolean;
  readonly start: Channel & { runStores<T>(event: TraceEvent, work: () => T): T };
  readonly end: Channel;
  readonly error: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
}

declare const process: {
  getBuiltinModule?(
    name: 'node:diagnostics_channel',
  ): { tracingChannel?(name: string): TracingChannel } | undefined;
};

const opened: { [name in ChannelName]?: TracingChannel | undefined } = {};

/** Returns a channel; `undefined` if the runtime has none. Not an import, because some runtimes lack the module. */
export function openChannel(name: ChannelName): TracingChannel | undefined {
  return (opened[name] ??= process
    .getBuiltinModule?.('node:diagnostics_channel')
    ?.tracingChannel?.(`optimaldial:${name}`));
}

/** Whether anything listens to a channel, or has bound a store to it. */
export function isObserved(channel: TracingChannel): boolean {
  const { hasSubscribers, start, end, asyncStart, asyncEnd, error } = channel;
  return hasSubscribers ?? [start, end, asyncStart, asyncEnd, error].some((one) => one.hasSubscribers);
}
