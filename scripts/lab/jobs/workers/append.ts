/** Appends entries to records in a folder, and prints each entry once its put is confirmed: append.ts folder name keys */
import { writeSync } from 'node:fs';
import type { JobRecord } from '@optimaldial/jobs';
import { fileStore } from '@optimaldial/jobs/file';

const [folder = '', name = '', keys = ''] = process.argv.slice(2);
const store = fileStore(folder);

for (let entry = 0; ; entry += 1) {
  const key = `${entry % Number(keys)}`;
  const id = `${name}.${entry}`;
  while (!(await append(key, id)));
  // Synchronously: a killed process must have printed all that was confirmed before.
  writeSync(1, `${key} ${id}\n`);
}

async function append(key: string, id: string): Promise<boolean> {
  const found = await store.get(key);
  const before = found?.record.kind === undefined ? found?.record.candidates : undefined;
  const candidates = [...(before ?? []), { id, status: '', created_at: '' }];
  const record: JobRecord = {
    key,
    state: 'reserved',
    createdAt: 1,
    updatedAt: 1,
    account: 'a',
    list: { fingerprint: 'f', fields: '{}' },
    token: 't',
    filename: 'f',
    candidates,
  };
  return store.put(record, found?.version ?? 0);
}
