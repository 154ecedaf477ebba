import { builtinModule } from '../builtin-module.ts';
import { isRecord } from '../is-record.ts';
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

interface DiagnosticsChannel {
  tracingChannel(name: string): TracingChannel;
}

const opened: { [name in ChannelName]?: TracingChannel | undefined } = {};

/** Returns a channel; `undefined` if the runtime has none. Not an import, because some runtimes lack the module. */
export function openChannel(name: ChannelName): TracingChannel | undefined {
  return (opened[name] ??= open(name));
}

function open(name: ChannelName): TracingChannel | undefined {
  const module = builtinModule('node:diagnostics_channel');
  return hasTracing(module) ? module.tracingChannel(`optimaldial:${name}`) : undefined;
}

function hasTracing(module: unknown): module is DiagnosticsChannel {
  return isRecord(module) && typeof module['tracingChannel'] === 'function';
}

/** Whether anything listens to a channel, or has bound a store to it. */
export function isObserved(channel: TracingChannel): boolean {
  const { hasSubscribers, start, end, asyncStart, asyncEnd, error } = channel;
  return hasSubscribers ?? [start, end, asyncStart, asyncEnd, error].some((one) => one.hasSubscribers);
}
