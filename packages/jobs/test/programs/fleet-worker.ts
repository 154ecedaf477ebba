/** Works on the jobs of a folder until SIGTERM, and prints their states: node fleet-worker.ts folder grace */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { createJobs } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';
import { phoneNumbers } from '@optimaldial/testing';

const [folder = '', grace = ''] = process.argv.slice(2);
const stopped = new AbortController();
process.once('SIGTERM', () => stopped.abort());
writeSync(1, 'started\n');
await createJobs({ client: createClient(), store: fileStore(join(folder, 'state')) }).work({
  list: () => ({ phone_numbers: phoneNumbers(120), filename: 'crm.csv' }),
  save: (key) => ({ processed: join(folder, `${key}.csv`) }),
  signal: stopped.signal,
  grace: Number(grace),
  onProgress: ({ key, state }) => writeSync(1, `${key} ${state}\n`),
  onError: (error) => writeSync(2, `${String(error)}\n`),
});
writeSync(1, 'stopped\n');
