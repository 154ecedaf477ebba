/**
 * Makes a call whose listeners and store all throw. Prints what the
 * call returned, and the uncaught exceptions.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { setImmediate as turn } from 'node:timers/promises';
import { createClient } from '@optimaldial/client';

const uncaught: unknown[] = [];
process.on('uncaughtException', (error) => uncaught.push(error.message));

const fail = (what: string) => (): never => {
  throw new Error(what);
};
for (const name of ['call', 'attempt']) {
  const channel = tracingChannel(`optimaldial:${name}`);
  channel.start.bindStore(new AsyncLocalStorage(), fail(`${name} store`));
  for (const event of ['start', 'end', 'asyncStart', 'asyncEnd'] as const)
    channel[event].subscribe(fail(`${name} ${event}`));
}
const client = createClient({
  apiKey: `od_live_${'0'.repeat(32)}`,
  fetch: async () => Response.json({ id: '1' }),
});
const upload = await client.uploads.retrieve(crypto.randomUUID());
await turn();
process.stdout.write(JSON.stringify({ upload, uncaught }));
