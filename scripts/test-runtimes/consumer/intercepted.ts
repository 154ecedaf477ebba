/** The client under msw: handlers answer it, and a request that nothing handles is told as what it is. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type AttemptEvent } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { createSandbox } from '@optimaldial/testing';
import { expectSame, rejection, watchProcess } from './expect.ts';
import { foreign } from './foreign-module.ts';

type Handle = (found: { readonly request: Request }) => Response | Promise<Response>;
interface Server {
  listen(options: object): void;
  use(handler: unknown): void;
  resetHandlers(): void;
  close(): void;
}

const baseUrl = 'https://api.optimaldial.example';
const phone_numbers = Array.from({ length: 100 }, (_, row) => `+1415555${1000 + row}`);
const csv = `Phone\r\n${Array.from({ length: 5000 }, (_, row) => `+1415555${1000 + row}\r\n`).join('')}`;
const quiet = (): void => undefined;

watchProcess();
const { setupServer } = await foreign<{ setupServer: () => Server }>('msw/node');
const { http } = await foreign<{ http: { all: (url: string, handle: Handle) => unknown } }>('msw');
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-msw-'));
const path = join(folder, 'leads.csv');
await writeFile(path, csv);
const server = setupServer();
server.listen({ onUnhandledRequest: 'error' });
// msw prints what it throws as well.
console.error = quiet;
try {
  await handled();
  server.resetHandlers();
  await unhandled();
} finally {
  server.close();
  await rm(folder, { recursive: true });
}
console.log('told to its end');

async function handled(): Promise<void> {
  const sandbox = createSandbox({ clock: 'manual' });
  server.use(http.all(`${baseUrl}/*`, ({ request }) => sandbox.fetch(request)));
  server.use(http.all('https://storage.sandbox.invalid/*', ({ request }) => sandbox.fetch(request)));
  const client = createClient({ apiKey: sandbox.apiKey, baseUrl, maxRetries: 0 });
  const made = await client.uploads.create({ phone_numbers });
  expectSame('retrieve', (await client.uploads.retrieve(made.id)).id, made.id);
  const { id } = await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  await sandbox.advance('1min');
  expectSame('wait', (await client.uploads.wait(id)).status, 'completed');
  expectSame('download', await (await client.uploads.download(id, 'original')).text(), csv);
}

async function unhandled(): Promise<void> {
  let attempts: AttemptEvent[] = [];
  const onAttempt = (event: AttemptEvent): void => void attempts.push(event);
  const client = createClient({ apiKey: `od_live_${'x'.repeat(32)}`, baseUrl, onAttempt });
  const file = await openFile(path);
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
