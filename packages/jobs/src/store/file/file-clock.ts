import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { describing } from './system.ts';

/**
 * Reads the clock of the file system: the modification time of a file that was just written. All processes
 * share it, even if one of them has a clock of its own, for example in a test with fake timers.
 */
export function fileClock(root: string): () => Promise<number> {
  const path = join(root, 'clock');
  return () =>
    describing('write', path, async () => {
      const handle = await open(path, 'w', 0o600);
      try {
        await handle.write('.', 0);
        return Math.floor((await handle.stat()).mtimeMs);
      } finally {
        await handle.close();
      }
    });
}
