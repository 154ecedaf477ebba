import { openFile } from '@optimaldial/client/node';
import { scanRows } from '../../list/scan-csv.ts';

/** Counts the rows of a saved file, without its header. */
export async function countRows(path: string): Promise<number> {
  let rows = 0;
  await scanRows(await openFile(path), () => void (rows += 1));
  return Math.max(0, rows - 1);
}
