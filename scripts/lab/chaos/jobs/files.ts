import { readdir, readFile, utimes } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createClient } from '@optimaldial/client';
import { openFile } from '@optimaldial/client/node';
import { createSandbox } from '@optimaldial/testing';
import { isFile, keyOf, pathOf } from './server/lists.ts';

/** Counts the jobs whose results aren't, byte for byte, those of a run without faults, kills and jobs. */
export async function wrongResults(
  folder: string,
  lists: readonly (readonly string[])[],
  results: string,
  failed: ReadonlySet<number>,
): Promise<number> {
  const sandbox = createSandbox({
    credits: 10_000_000,
    limits: { key: 1_000_000, organization: 1_000_000 },
    processing: { queued: 0, takes: 0 },
  });
  const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
  let wrong = 0;
  for (const [job, numbers] of lists.entries()) {
    const found = await readFile(join(results, `${keyOf(job)}.csv`)).catch(() => undefined);
    if (failed.has(job)) {
      if (found !== undefined) wrong += 1;
      continue;
    }
    const list = isFile(job)
      ? { file: await openFile(pathOf(folder, job)), phone_column: 'Phone' }
      : { phone_numbers: [...numbers], filename: 'list.csv' };
    const { id } = await client.uploads.create(list);
    await client.uploads.wait(id);
    const expected = await (await client.uploads.download(id, 'processed-filtered')).bytes();
    if (found === undefined || !found.equals(expected)) wrong += 1;
  }
  sandbox.close();
  return wrong;
}

const OF_THE_STORE = /^(\.gitignore|clock|first\.json|\d+\.json)$/;

/** Files that don't belong to the results or to the store. */
export async function filesLeft(results: string, store: string, jobs: number): Promise<string[]> {
  const expected = new Set(Array.from({ length: jobs }, (_, job) => `${keyOf(job)}.csv`));
  const inResults = (await readdir(results)).filter((name) => !expected.has(name));
  const inStore = (await readdir(store, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && !OF_THE_STORE.test(basename(entry.name)))
    .map(({ name }) => name);
  return [...inResults, ...inStore];
}

/** Makes the files that killed workers left look old enough to be removed, whatever process has their ID now. */
export async function age(...folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    for (const { name, parentPath } of await readdir(folder, { recursive: true, withFileTypes: true })) {
      if (/\.(tmp|part)$/.test(name)) await utimes(join(parentPath, name), 0, 0);
    }
  }
}
