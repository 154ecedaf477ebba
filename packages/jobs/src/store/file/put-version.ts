import { link, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { StoreError } from '../store-error.ts';
import { isCurrent } from './current.ts';
import { createKeyFolder, syncFolder } from './folders.ts';
import { temporaryName, versionName } from './names.ts';
import { codeOf, describing, remove } from './system.ts';

/**
 * Stores the successor of `version`, without locks: a hard link to its name fails if another process was
 * faster. Resolves once the file and its name are durable.
 *
 * The steps and their order matter:
 * 1. The temporary file protects `version` and its successor from being pruned.
 * 2. If `version` is current now, its successor has never existed.
 * 3. The link needs the temporary file. If it succeeds, the file was there all the time, so the number of
 *    the successor was never free because of pruning.
 */
export async function putVersion(keyFolder: string, text: string, version: number): Promise<boolean> {
  return describing('write', keyFolder, async () => {
    await createKeyFolder(keyFolder);
    let result: boolean | undefined;
    do result = await tryPut(keyFolder, text, version);
    while (result === undefined);
    if (!result) return false;
    await syncFolder(keyFolder);
    // The process that created the folder may have crashed before its name was durable.
    if (version === 0) await syncFolder(dirname(keyFolder));
    return true;
  });
}

/** Returns whether the version was stored; `undefined` if the temporary file was removed as abandoned. */
async function tryPut(keyFolder: string, text: string, version: number): Promise<boolean | undefined> {
  const temporary = join(keyFolder, temporaryName(version));
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      if (!(await isCurrent(keyFolder, version))) return false;
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await linkTo(temporary, join(keyFolder, versionName(version + 1)));
  } finally {
    await remove(temporary);
  }
}

const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EXDEV']);

async function linkTo(temporary: string, target: string): Promise<boolean | undefined> {
  try {
    await link(temporary, target);
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'EEXIST') return false;
    if (code === 'ENOENT') return undefined;
    if (!WITHOUT_LINKS.has(code)) throw error;
    const root = dirname(dirname(target));
    throw new StoreError(
      `The file system of ${root} does not support hard links (${code}), which the job store needs. ` +
        'Choose a folder on a local disk with another file system than FAT or exFAT.',
      { next: 'person', path: root },
    );
  }
}
