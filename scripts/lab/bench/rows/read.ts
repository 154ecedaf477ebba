/**
 * Reads two CSV files. Prints the duration in seconds, the peak memory in MiB before and after, and the number of
 * rows.
 *
 *   node read.ts parse|read|join <own CSV> <results CSV>
 */
import { createReadStream } from 'node:fs';
import { joinRows, readRows } from '@optimaldial/jobs/rows';
import { parse } from 'csv-parse';
import { peakMemory } from '../measure/peak-memory.ts';

const [way, own = '', results = ''] = process.argv.slice(2);
const before = peakMemory();
const started = performance.now();
let rows = 0;
if (way === 'join') {
  for await (const _ of joinRows(readRows(own), readRows(results), { by: 'Phone' })) rows += 1;
} else {
  for (const path of [own, results]) {
    const source = way === 'parse' ? createReadStream(path).pipe(parse({ columns: true })) : readRows(path);
    for await (const _ of source) rows += 1;
  }
}
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ seconds, before, peak: peakMemory(), rows }));
