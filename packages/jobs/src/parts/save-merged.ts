import { openAsBlob } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { removePartFiles, saveDownload } from '@optimaldial/client/node';
import { scanRows } from '../list/scan-csv.ts';
import { ClaimLost, type Claim } from '../protocol/claim.ts';
import { withSignal, type Context, type Task } from '../protocol/context.ts';
import { missingFiles, withTargets } from '../protocol/save.ts';
import type { JobRecord, SavePaths } from '../store/record.ts';

/** The merged file and the files of the parts contain personal data. */
const OWNER_ONLY = 0o600;

/**
 * Saves the files of all parts as one file of each kind, with one header row, and an atomic rename.
 *
 * @returns the paths of all saved files, by kind
 */
export async function saveMerged(
  { client }: Context,
  task: Task,
  claim: Claim,
  parts: readonly JobRecord[],
): Promise<SavePaths> {
  const { saved, token } = claim.record;
  const targets = await missingFiles(saved, task.save);
  await claim.during(async (lost) => {
    const signal = withSignal(task, lost);
    for (const { kind, path } of targets) {
      const prefix = `.optimaldial-${token}-${kind}-`;
      await sweep(dirname(path), prefix);
      // Unique: a worker that was frozen and lost the job may still write to its own files.
      const temporary = join(dirname(path), `${prefix}${crypto.randomUUID()}`);
      const merged = await open(`${temporary}.part`, 'wx', OWNER_ONLY);
      try {
        for (const { upload } of parts) {
          if (upload === undefined) throw new Error('A part that is done has no upload.');
          await saveDownload(client, upload.id, kind, `${temporary}.csv`, { signal });
          await append(merged, `${temporary}.csv`, upload === parts[0]?.upload);
        }
        await merged.sync();
        await rename(`${temporary}.part`, path);
      } catch (error) {
        const isSwept = (await stat(`${temporary}.part`).catch(() => undefined)) === undefined;
        throw isSwept ? new ClaimLost() : error;
      } finally {
        await merged.close();
        await rm(`${temporary}.csv`, { force: true });
        await rm(`${temporary}.part`, { force: true });
      }
    }
  });
  return withTargets(saved, targets);
}

/** Removes what workers left that were killed, or that lost the job to this one. */
async function sweep(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    await removePartFiles(join(folder, name.replace(/part$/, 'csv')));
    await rm(join(folder, name), { force: true });
  }
}

/** Appends a CSV file, without its header row unless it is the first one. */
async function append(merged: FileHandle, path: string, isFirst: boolean): Promise<void> {
  const file = await openAsBlob(path);
  let headerEnd = 0;
  if (!isFirst) await scanRows(file, (end) => void (headerEnd ||= end));
  let last: number | undefined;
  for await (const chunk of file.slice(headerEnd).stream()) {
    await merged.appendFile(chunk);
    last = chunk.at(-1);
  }
  if (last !== undefined && last !== LINE_FEED) await merged.appendFile('\n');
}

const LINE_FEED = 0x0a;
