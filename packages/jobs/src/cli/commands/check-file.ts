import { stat } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

/** @throws UsageError if it isn't a file */
export async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new UsageError(`${file} doesn't exist or can't be read. Check the path.`, { cause });
  });
  if (!found.isFile()) throw new UsageError(`${file} isn't a file. Pass the path of a CSV file.`);
}

/** Returns a text that changes with the content of a file; it's the same as long as the file is missing. */
export async function versionOf(file: string): Promise<string> {
  const { size, mtimeMs, ino } = (await stat(file).catch(() => undefined)) ?? {};
  return JSON.stringify([size, mtimeMs, ino]);
}
