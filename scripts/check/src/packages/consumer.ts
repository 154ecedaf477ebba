import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, outside } from '../shell.ts';

const ID = '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10';

const RETRIEVE = `
import { createClient } from '@optimaldial/client';
import { createMock, createSandbox } from '@optimaldial/testing';
import { uploadStatusValues } from '@optimaldial/types';

const mock = createMock();
const client = createClient({ apiKey: 'od_live_' + 'x'.repeat(32), fetch: mock.fetch });
const upload = await client.uploads.retrieve('${ID}');
if (typeof upload.id !== 'string' || !uploadStatusValues.includes(upload.status)) {
  throw new Error('Not an upload: ' + JSON.stringify(upload));
}

// The bundled engine validates like the original: an invalid request, an invalid response, a complete upload.
const sandbox = createSandbox({ clock: 'manual' });
const customer = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
const file = new File(['Phone\\n' + '+14155550123\\n'.repeat(100)], 'a.csv');
const made = await customer.uploads.create({ file, phone_column: 'Phone' });
await sandbox.advance('1min');
if ((await customer.uploads.retrieve(made.id)).status !== 'completed') throw new Error('Not completed');
const likely = await (await customer.uploads.download(made.id, 'processed')).text();
if (likely.split('\\n').length !== 102) throw new Error('No results: ' + likely);
if (sandbox.violations().length > 0) throw new Error(JSON.stringify(sandbox.violations()));
const { error } = await customer.POST('/api/v1/uploads', { body: {} });
if (error === undefined || sandbox.violations().length === 0) throw new Error('An invalid request passed');
mock.on('retrieveUpload').reply(200, { id: 1 });
const refused = await customer.uploads.retrieve(made.id).then(() => mock.fetch('https://x/api/v1/uploads/${ID}', {
  headers: { authorization: 'Bearer od_live_x' },
})).then(() => undefined, (reason) => reason);
if (refused?.name !== 'MockError') throw new Error('An invalid response passed');
`;

const JOB = `
import { readFile, writeFile } from 'node:fs/promises';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { createSandbox, phoneNumbers } from '@optimaldial/testing';

await writeFile('crm.csv', 'Phone\\n' + phoneNumbers(100).join('\\n') + '\\n');
const sandbox = createSandbox({ processing: { queued: 0, takes: 0 } });
const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
const run = () => createJobs({ client, store: fileStore('.optimaldial') }).run(
  'crm',
  { file: 'crm.csv', phone_column: 'Phone' },
  { maxCredits: 100, save: { processed: 'processed.csv' } },
);
const job = await run();
if (job.state !== 'done') throw new Error('The job is ' + job.state);
if ((await readFile('processed.csv', 'utf8')).trim().split('\\n').length !== 101) throw new Error('No results');
await run();
if (sandbox.uploads().length !== 1) throw new Error('The list was sent ' + sandbox.uploads().length + ' times');
`;

/** Creates an npm project and installs the tarballs, as a user installs from the registry. */
export async function installConsumer(folder: string, tarballs: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await must(['npm', 'install', '--no-audit', '--no-fund', ...tarballs, '@types/node@24'], folder, outside);
}

/** The folders that may exist in `node_modules`: our packages, what they depend on, and `@types/node`. */
const EXPECTED = [
  '@optimaldial',
  '@types',
  'csv-parse',
  'openapi-fetch',
  'openapi-typescript-helpers',
  'undici-types',
];

/** Throws if the installation brought an unexpected package. */
export async function expectFew(folder: string): Promise<void> {
  const found = (await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'));
  const more = found.filter((name) => !EXPECTED.includes(name));
  if (more.length > 0) throw new Error(`The installation brought unexpected packages: ${more.join(', ')}.`);
}

/** Uses the installed client and a job against the installed mock and sandbox. */
export async function runConsumer(folder: string): Promise<void> {
  for (const [file, code] of Object.entries({ 'retrieve.js': RETRIEVE, 'job.js': JOB })) {
    await writeFile(join(folder, file), code);
    await must(['node', file], folder, outside);
  }
}
