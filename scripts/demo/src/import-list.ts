import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { table } from '@optimaldial/checks/table';
import type { Client, Upload } from '@optimaldial/client';
import { openFile, saveDownload } from '@optimaldial/client/node';
import { countRows, writeList } from './list.ts';
import { progress } from './progress.ts';

/** The completed fraction for each status. */
const DONE: Readonly<Record<string, number>> = { ready_for_processing: 0.2, processing: 0.5, completed: 0.8 };

/** Uploads a CSV file and follows the upload. */
export async function importList(client: Client, folder: string): Promise<void> {
  const path = join(folder, 'crm-export.csv');
  await writeList(path);
  const upload = await client.uploads.create({ file: await openFile(path), phone_column: 'Phone' });
  console.log(`Uploaded ${upload.original_filename} as ${upload.id}: ${upload.credits_charged} credits.`);
  await follow(client, upload.id, folder);
}

/** Waits for an upload, downloads its results and prints a summary. */
export async function follow(client: Client, id: string, folder: string): Promise<void> {
  const line = progress(process.stdout);
  try {
    // `wait` tolerates connection failures; this call reports them immediately.
    await client.uploads.retrieve(id);
    const upload = await client.uploads.wait(id, {
      onUpdate: ({ status }) => line.show(status, DONE[status] ?? 0),
    });
    const saved = await saveDownload(client, id, 'processed-filtered', join(folder, 'likely.csv'), {
      onProgress: ({ received, total }) =>
        line.show('downloading', 0.8 + (0.2 * received) / (total ?? received)),
    });
    line.stop();
    console.log(`\n${table(rows(upload, countRows(await readFile(saved.path, 'utf8'))))}`);
  } finally {
    line.stop();
  }
}

function rows(upload: Upload, likely: number): readonly (readonly [string, string])[] {
  const valid = upload.valid_row_count ?? 0;
  const share =
    valid === 0 ? '' : `  ${'█'.repeat(Math.round((likely / valid) * 20))} ${percent(likely / valid)}`;
  return [
    ['valid numbers', valid.toLocaleString('en-US')],
    ['likely to answer', likely.toLocaleString('en-US') + share],
    ['credits charged', (upload.credits_charged ?? 0).toLocaleString('en-US')],
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}
