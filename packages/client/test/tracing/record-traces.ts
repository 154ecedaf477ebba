import { tracingChannel } from 'node:diagnostics_channel';
import { inspect } from 'node:util';
import type { TraceEvent } from '@optimaldial/client';
import { onTestFinished } from 'vitest';
import { scan } from '../support/leaks.ts';

/** One event, and what its object contained at that time. */
export interface Published {
  /** Channel and event, such as `call start`. */
  readonly what: string;
  readonly name: string;
  readonly attributes: TraceEvent['attributes'];
  readonly error: TraceEvent['error'];
  /** The object itself. */
  readonly event: TraceEvent;
}

const EVENTS = ['start', 'end', 'asyncStart', 'asyncEnd', 'error'] as const;

/** Records and scans everything that the client publishes until the test ends. */
export function recordTraces(): Published[] {
  const published: Published[] = [];
  for (const channel of ['call', 'attempt']) {
    const tracing = tracingChannel<unknown, TraceEvent>(`optimaldial:${channel}`);
    const record = (kind: string) => (event: TraceEvent) => {
      scan(inspect(event, { depth: 9, showHidden: true }));
      const { name, attributes, error } = structuredClone(event);
      published.push({ what: `${channel} ${kind}`, name, attributes, error, event });
    };
    const [start, end, asyncStart, asyncEnd, error] = EVENTS.map(record);
    if (!start || !end || !asyncStart || !asyncEnd || !error) throw new Error('unreachable');
    const subscribers = { start, end, asyncStart, asyncEnd, error };
    tracing.subscribe(subscribers);
    onTestFinished(() => tracing.unsubscribe(subscribers));
  }
  return published;
}
