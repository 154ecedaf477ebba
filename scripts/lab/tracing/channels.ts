/** Runs a job with an attempt that fails, and prints the nested names. For every runtime with tracing channels. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { createClient, type Fetch, type TraceEvent } from '@optimaldial/client';
import { createJobs, memoryStore } from '@optimaldial/jobs';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';

type Names = readonly string[];

const names = new AsyncLocalStorage<Names>();
const seen = new Set<string>();
const ends = new Map<unknown, TraceEvent>();
// Exported, because Bun drops channels that nothing refers to, although they have subscribers.
export const channels = ['job', 'call', 'attempt'].map((name) => {
  const channel = tracingChannel<Names, TraceEvent>(`optimaldial:${name}`);
  channel.start.bindStore(names, (event) => {
    ends.set(event, event);
    return [...(names.getStore() ?? []), event.name];
  });
  channel.asyncEnd.subscribe((event) => {
    const type = ends.get(event)?.attributes['error.type'];
    if (type !== undefined) console.log(`${ends.get(event)?.name}: ${type}`);
  });
  return channel;
});

const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
sandbox.on('listUploads').fault('unavailable');
const fetch: Fetch = (url, init) => {
  seen.add(String(names.getStore()?.join(' > ')));
  return sandbox.fetch(url, init);
};
const client = createClient({ apiKey: sandbox.apiKey, fetch });
await createJobs({ client, store: memoryStore() }).run('leads', { phone_numbers: phoneNumbers(100) });
sandbox.close();
console.log([...seen].join('\n'));
