import { stat } from 'node:fs/promises';
import { UsageError } from '../usage-error.ts';

/** @throws UsageError if it isn't a file */
export async function checkFile(file: string): Promise<void> {
  const found = await stat(file).catch((cause: unknown) => {
    throw new UsageError(`${file} doesn't exist or can't be read. Check the path.`, { cause });
  });
  if (!found.isFile()) throw new UsageError(`${file} isn't a file. Pass the path of a CSV file.`);
}
