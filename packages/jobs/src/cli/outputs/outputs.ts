import { stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { SavePaths } from '../../store/record.ts';
import type { RunCommand } from '../arguments/command.ts';
import { UsageError } from '../usage-error.ts';
import { readClaims } from './claims.ts';

/** Where `run` saves files: `--out` or its default, and `--all`. */
export function outputPaths({ file, out, all }: RunCommand): SavePaths {
  const name = basename(file, extname(file));
  return {
    'processed-filtered': resolve(out ?? join(dirname(file), `${name}.likely.csv`)),
    ...(all === undefined ? {} : { processed: resolve(all) }),
  };
}

/**
 * Checks paths before anything is sent.
 *
 * @throws UsageError if a folder doesn't exist, or the paths aren't different
 */
export async function checkOutputs(file: string, save: SavePaths): Promise<void> {
  const paths = [resolve(file), ...pathsOf(save)];
  if (new Set(paths).size < paths.length) {
    throw new UsageError('FILE, --out and --all must be different files.');
  }
  for (const path of pathsOf(save)) {
    const folder = await stat(dirname(path)).catch(() => undefined);
    if (!folder?.isDirectory()) throw new UsageError(`The folder of ${path} doesn't exist. Create it.`);
    const found = await stat(path).catch(() => undefined);
    if (found?.isDirectory()) throw new UsageError(`${path} is a folder. Pass the path of a file.`);
    if (found?.isFile() === false) throw new UsageError(`${path} isn't a file. Pass the path of a file.`);
  }
}

/** Paths that exist and weren't written by this job. */
export async function foreignFiles(
  state: string,
  key: string,
  save: SavePaths,
  saved: SavePaths = {},
): Promise<string[]> {
  const own = [...pathsOf(saved), ...(await readClaims(state, key))];
  const foreign: string[] = [];
  for (const path of pathsOf(save)) {
    if (own.includes(path)) continue;
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.size > 0) foreign.push(path);
  }
  return foreign;
}

/** The paths, without their kinds. */
export function pathsOf(save: SavePaths): string[] {
  return Object.values(save).filter((path) => path !== undefined);
}
