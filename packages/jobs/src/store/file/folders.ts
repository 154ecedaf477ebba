import { mkdir, open, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describing, unless } from './system.ts';

/** Makes the names in a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  // Windows can't open a folder as a file.
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Creates the folder of a store, readable only by its owner, and makes it durable. */
export async function createStoreFolder(root: string): Promise<void> {
  await describing('write', root, async () => {
    const first = await mkdir(root, { recursive: true, mode: 0o700 });
    if (first !== undefined) {
      // Records contain filenames, which don't belong in a repository.
      await unless(['EEXIST'], writeFile(join(root, '.gitignore'), '*\n', { flag: 'wx', mode: 0o600 }));
    }
    // Another process may have created the folder and crashed before it was durable.
    const highest = dirname(first ?? root);
    for (let folder = root; ; folder = dirname(folder)) {
      // A folder above may be closed to this user.
      await unless(['EACCES', 'EPERM'], syncFolder(folder));
      if (folder === highest || folder === dirname(folder)) return;
    }
  });
}

/** Creates the folder of a key. */
export async function createKeyFolder(keyFolder: string): Promise<void> {
  await unless(['EEXIST'], mkdir(keyFolder, { mode: 0o700 }));
}
