/** Appends entries to one record, and prints each entry once its put is confirmed: node append-worker.ts folder name times */
import { writeSync } from 'node:fs';
import { fileStore } from '../../src/store/file/index.ts';
import { record } from '../support/record.ts';
import { getJob } from '../../src/store/get-job.ts';

const [folder = '', name = '', times = ''] = process.argv.slice(2);
const store = fileStore(folder);

for (let entry = 0; entry < Number(times);) {
  const found = await getJob(store, 'key');
  const candidates = [
    ...(found?.record.candidates ?? []),
    { id: `${name}.${entry}`, status: '', created_at: '' },
  ];
  if (!(await store.put(record('key', { candidates }), found?.version ?? 0))) continue;
  // Synchronously: a killed process must have printed all that was confirmed before.
  writeSync(1, `${name}.${entry}\n`);
  entry += 1;
}
