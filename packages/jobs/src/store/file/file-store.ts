import { join, resolve } from 'node:path';
import { keyHash } from '../key-hash.ts';
import { select } from '../select.ts';
import type { JobStore } from '../store.ts';
import { createEnded } from './ended.ts';
import { fileClock } from './file-clock.ts';
import { createStoreFolder } from './folders.ts';
import { newestIn } from './newest.ts';
import { pruneVersions } from './prune.ts';
import { putVersion } from './put-version.ts';
import { scan } from './scan.ts';

/** A put that creates a version divisible by this number also removes old versions. */
const PRUNE_EVERY = 8;

/**
 * Creates a store in a folder, for any number of processes on one machine. It needs no server and no locks.
 * The folder is created if it's missing; only its owner can read the files.
 *
 * - The folder must be on a local disk. The store can't detect a network mount or a folder that a tool
 *   synchronizes between machines; on these, two machines can store the same version, and a list is charged
 *   twice. The file system must support hard links: FAT and exFAT don't.
 * - `list` looks at every record: it suits some 10,000 jobs. A process reads an ended job once, and after that
 *   only the names of its files.
 * - Times come from the clock of the file system. If the clock of the machine jumps forward by more than the
 *   `settle` time while a list is being sent, the list can be resent too early. A clock that jumps back
 *   only delays jobs.
 * - `put` resolves once the operating system reports that the record is on disk.
 * - Not tested on Windows, where the confirmed version can be lost in a power failure.
 *
 * @param folder path of the folder, such as `.optimaldial`. Keep it out of version control: filenames may be
 *   personal
 * @throws {@link StoreError} from each method, if the folder can't be read or written, or if a file in it is
 *   damaged
 */
export function fileStore(folder: string): JobStore {
  // Absolute, in case the process changes its working directory.
  const root = resolve(folder);
  const now = fileClock(root);
  /** Folders that this store has already freed of the temporary files of killed processes. */
  const tidied = new Set<string>();
  const ended = createEnded();
  let created: Promise<void> | undefined;

  async function create(): Promise<void> {
    created ??= createStoreFolder(root);
    try {
      await created;
    } catch (error) {
      created = undefined;
      throw error;
    }
  }

  async function tidy(keyFolder: string, canWrite: boolean): Promise<void> {
    if (tidied.has(keyFolder)) return;
    tidied.add(keyFolder);
    await pruneVersions(keyFolder, { canWrite });
  }

  return {
    async now() {
      await create();
      return now();
    },
    async get(key) {
      const keyFolder = join(root, keyHash(key));
      await tidy(keyFolder, false);
      const newest = await newestIn(keyFolder);
      ended.note(keyFolder, newest);
      return newest;
    },
    async put(record, version) {
      const text = JSON.stringify(record);
      const keyFolder = join(root, keyHash(record.key));
      await create();
      await tidy(keyFolder, true);
      const stored = await putVersion(keyFolder, text, version);
      if (stored) ended.note(keyFolder, { record, version: version + 1 });
      if (stored && (version + 1) % PRUNE_EVERY === 0) await pruneVersions(keyFolder, { canWrite: true });
      return stored;
    },
    // The scan has already begun behind the key.
    list: (query = {}) => select(scan(root, ended, query), { ...query, after: undefined }),
  };
}
