/**
 * Uploads the CSV to a sandbox in this process. Prints the duration in seconds, the longest block of the
 * event loop in ms, the peak memory in MiB before and after, and the number of valid rows.
 *
 *   node list.ts <CSV>
 */
import { readFileSync } from 'node:fs';
import { importTesting } from './contestants.ts';
import { peakMemory } from '../measure/peak-memory.ts';

const [path = ''] = process.argv.slice(2);
const { createSandbox } = await importTesting();
const sandbox = createSandbox({ clock: 'manual', credits: 1_000_000 });
const headers = { authorization: `Bearer ${sandbox.apiKey}` };
const url = 'https://api.optimaldial.com/api/v1/uploads';
// Another part of the bench measures the first request.
await sandbox.fetch(url, { headers });
const form = new FormData();
form.set('file', new File([readFileSync(path)], 'list.csv'));
form.set('phone_column', 'Phone');
const before = peakMemory();

let turn = performance.now();
let longest = 0;
const others = setInterval(() => {
  longest = Math.max(longest, performance.now() - turn);
  turn = performance.now();
}, 1);
const started = performance.now();
const response = await sandbox.fetch(url, { method: 'POST', headers, body: form });
const seconds = (performance.now() - started) / 1000;
clearInterval(others);
const { valid_row_count: valid } = (await response.json()) as { valid_row_count: number };
console.log(JSON.stringify({ seconds, longest, before, after: peakMemory(), valid }));
