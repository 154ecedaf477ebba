/**
 * Transfers one file with the client and prints the seconds and the peak memory of this process.
 *
 *   node transfer.mjs up|down|stall <base URL> <path> [<file for the server to write the body to>]
 */
import { createClient, OutcomeUnknownError } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { peakMemory } from '../measure/peak-memory.ts';

const [direction, baseUrl = '', path = '', keep] = process.argv.slice(2);
const client = createClient({ apiKey: `od_live_${'0'.repeat(32)}`, baseUrl });
/** Long enough to fill every buffer between client and server. */
const STALL_MS = 3000;
// Loads the code behind the global `fetch`: the clock of curl starts after curl has been loaded, too.
await fetch('data:,');
const started = performance.now();
if (direction === 'up') {
  // `uploads.create` rejects files that are too large for the API.
  const { error } = await client.POST('/api/v1/uploads', {
    body: { file: await openFile(path), phone_column: 'Phone' },
    ...(keep === undefined ? {} : { headers: { 'x-keep': keep } }),
  });
  if (error) throw new Error(JSON.stringify(error.detail));
} else if (direction === 'stall') {
  const body = { file: await openFile(path), phone_column: 'Phone' };
  const error = await client
    .POST('/api/v1/uploads', { body, headers: { 'x-stall': '1' }, timeout: STALL_MS })
    .catch((thrown: unknown) => thrown);
  if (!(error instanceof OutcomeUnknownError)) throw new Error('The stalled request did not time out.');
} else {
  await saveDownload(client, '6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10', 'processed', path);
}
const seconds = (performance.now() - started) / 1000;
console.log(`${seconds} ${peakMemory()}`);
