import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { downloadKindValues, InvalidInputError, type DownloadKind } from '@optimaldial/client';
import { removePartFiles, saveDownload } from '@optimaldial/client/node';
import type { SavePaths } from '../store/record.ts';
import type { Claim } from './claim.ts';
import { withSignal, type Context, type Task } from './context.ts';

/** A file to save. */
interface Target {
  readonly kind: DownloadKind;
  /** Absolute path. */
  readonly path: string;
}

/**
 * Checks where files will be saved, before anything is paid for.
 *
 * @throws InvalidInputError if a folder doesn't exist or isn't writable, a path isn't that of a file, or two paths are the same
 */
export async function checkTargets(save: SavePaths): Promise<void> {
  const targets = targetsOf(save);
  for (const { kind, path } of targets) {
    const name = `\`save['${kind}']\``;
    if (!(await is(dirname(path), 'isDirectory'))) {
      throw new InvalidInputError(`The folder of ${name} doesn't exist. Create it.`);
    }
    const isWritable = await access(dirname(path), constants.W_OK).then(
      () => true,
      () => false,
    );
    if (!isWritable)
      throw new InvalidInputError(`The folder of ${name} isn't writable. Change its permissions.`);
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile() === false) {
      throw new InvalidInputError(`${name} is a folder or device. Pass the path of a file.`);
    }
    if (targets.some((other) => other.kind !== kind && other.path === path)) {
      throw new InvalidInputError(`${name} is the path of another kind, too. Pass different paths.`);
    }
  }
}

/** The files that a caller wants and that aren't at their paths. */
export async function missingFiles(saved: SavePaths | undefined, save: SavePaths): Promise<Target[]> {
  const missing: Target[] = [];
  for (const target of targetsOf(save)) {
    if (saved?.[target.kind] !== target.path || !(await is(target.path, 'isFile'))) missing.push(target);
    // A worker that lost the job may have been killed while it saved the same file.
    else await removePartFiles(target.path);
  }
  return missing;
}

/**
 * Saves files of a completed upload, each with an atomic rename.
 *
 * @returns the paths of all saved files, by kind
 */
export async function saveFiles(
  { client }: Context,
  task: Task,
  claim: Claim,
  id: string,
  targets: readonly Target[],
): Promise<SavePaths> {
  await claim.during(async (lost) => {
    for (const { kind, path } of targets) {
      await saveDownload(client, id, kind, path, { signal: withSignal(task, lost) });
    }
  });
  return withTargets(claim.record.saved, targets);
}

/** Adds saved files to the paths of a record. */
export function withTargets(saved: SavePaths | undefined, targets: readonly Target[]): SavePaths {
  return { ...saved, ...Object.fromEntries(targets.map(({ kind, path }) => [kind, path])) };
}

function targetsOf(save: SavePaths): Target[] {
  return downloadKindValues.flatMap((kind) => {
    const path = save[kind];
    return path === undefined ? [] : [{ kind, path: resolve(path) }];
  });
}

async function is(path: string, kind: 'isFile' | 'isDirectory'): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.[kind]() ?? false;
}
