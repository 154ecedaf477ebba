/** The client with msw: handlers respond to it, and requests without a handler are reported clearly. */
import { createClient, type AttemptEvent } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';
import type * as Msw from 'msw';
import type * as MswNode from 'msw/node';
import { nodeScenario } from '../scenarios/node-scenario.ts';
import { expectSame, failOnUnhandledErrors, rejection } from '../support/expect.ts';
import { importLibrary } from '../support/import-library.ts';

const baseUrl = 'https://api.optimaldial.example';

failOnUnhandledErrors();
const { setupServer } = await importLibrary<typeof MswNode>('msw/node');
const { http } = await importLibrary<typeof Msw>('msw');
const server = setupServer();
server.listen({ onUnhandledRequest: 'error' });
// msw also prints the errors that it throws.
console.error = () => undefined;
await handled();
server.resetHandlers();
await unhandled();
server.close();
console.log('done');

async function handled(): Promise<void> {
  const sandbox = createSandbox({ clock: 'manual' });
  for (const url of [`${baseUrl}/*`, 'https://storage.sandbox.invalid/*'])
    server.use(http.all(url, ({ request }) => sandbox.fetch(request)));
  await nodeScenario(createClient({ apiKey: sandbox.apiKey, baseUrl, maxRetries: 0 }), sandbox);
}

async function unhandled(): Promise<void> {
  let attempts: AttemptEvent[] = [];
  const onAttempt = (event: AttemptEvent): void => void attempts.push(event);
  const client = createClient({ apiKey: `od_live_${'x'.repeat(32)}`, baseUrl, onAttempt });
  const phone_numbers = phoneNumbers(100);
  const file = await openFile(process.argv[1] ?? '');
  const calls = {
    retrieve: () => client.uploads.retrieve('6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10'),
    numbers: () => client.uploads.create({ phone_numbers }),
    file: () => client.uploads.create({ file, phone_column: 'Phone' }),
    webhook: () => client.webhooks.create({ url: 'https://crm.example/hook', events: ['upload.completed'] }),
  };
  for (const [name, call] of Object.entries(calls)) {
    attempts = [];
    const error = await rejection(name, call());
    expectSame(`${name}: code`, error.code, 'configuration');
    expectSame(`${name}: attempts`, attempts.length, 1);
    if (!/\[MSW\].*Nothing was sent/.test(error.message)) throw new Error(`${name}: ${error.message}`);
  }
}
