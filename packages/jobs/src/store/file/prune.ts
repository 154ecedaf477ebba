import { lstat, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { FIRST, type Names, parseNames, versionName } from './names.ts';
import { describing, namesIn, remove, unless } from './system.ts';

/** Age in ms after which the process that wrote a temporary file counts as killed. */
const ABANDONED = 60_000;

/** Options of {@link pruneVersions}. */
interface PruneOptions {
  /** Whether the caller writes: reading must work in a folder that can't be written. */
  readonly canWrite: boolean;
  /**
   * Number of newest versions to keep, for readers that are about to open one, and for a person who looks.
   *
   * @default 4
   */
  readonly kept?: number | undefined;
}

/**
 * Removes old versions in ascending order, and temporary files of killed processes.
 *
 * A temporary file protects the version that it is to replace, and all newer ones, from being pruned. So
 * the number of its successor can't become free again, and a put that read an outdated version fails.
 */
export async function pruneVersions(keyFolder: string, { canWrite, kept = 4 }: PruneOptions): Promise<void> {
  const denied = canWrite ? [] : ['EACCES', 'EPERM', 'EROFS'];
  await describing('write', keyFolder, async () => {
    await unless(denied, prune(keyFolder, kept));
  });
}

async function prune(keyFolder: string, kept: number): Promise<void> {
  const names = parseNames((await namesIn(keyFolder)) ?? []);
  let last = (names.versions.at(-1) ?? 0) - kept;
  for (const { version } of await liveTemporary(keyFolder, names.temporary)) {
    last = Math.min(last, version - 1);
  }
  for (const version of names.versions) {
    if (version > last) return;
    const path = join(keyFolder, versionName(version));
    if (version === 1) await unless(['ENOENT'], rename(path, join(keyFolder, FIRST)));
    else await remove(path);
  }
}

/** Removes abandoned temporary files, and returns the other ones. */
async function liveTemporary(keyFolder: string, temporary: Names['temporary']): Promise<Names['temporary']> {
  const live: Names['temporary'][number][] = [];
  for (const file of temporary) {
    const path = join(keyFolder, file.name);
    const age = Date.now() - ((await unless(['ENOENT'], lstat(path)))?.mtimeMs ?? Infinity);
    // A put that is only slow finds its file missing, and starts again.
    if (age > ABANDONED) await remove(path);
    else live.push(file);
  }
  return live;
}
