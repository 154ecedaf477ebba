import { rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Jobs } from '../../jobs.ts';
import type { SavePaths } from '../../store/record.ts';
import type { RunCommand } from '../arguments/command.ts';
import { UsageError } from '../usage-error.ts';
import { readClaims, type Claim } from './claims.ts';

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

/**
 * Paths that exist and weren't written by a job of this folder.
 *
 * @param state `undefined` for a sandbox, whose results must not replace paid ones
 */
export async function foreignFiles(
  state: string | undefined,
  key: string,
  save: SavePaths,
  jobs: Jobs,
): Promise<string[]> {
  const claims = state === undefined ? [] : (await readClaims(state)).toReversed();
  const foreign: string[] = [];
  for (const path of pathsOf(save)) {
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && found.size > 0 && !(await isOwn(path, key, claims, jobs))) foreign.push(path);
  }
  return foreign;
}

/** A job that was refused has claimed its path, too, but has written nothing. */
async function isOwn(path: string, key: string, claims: readonly Claim[], jobs: Jobs): Promise<boolean> {
  for (const [claimant, claimed] of claims) {
    if (claimed !== path) continue;
    if (claimant === key) return true;
    const job = await jobs.get(claimant);
    if (job?.state === 'submitted' || Object.values(job?.saved ?? {}).includes(path)) return true;
  }
  return false;
}

/** Removes files of a job that another job has replaced since, so they are downloaded again. */
export async function removeReplaced(
  state: string,
  key: string,
  saved: SavePaths,
  save: SavePaths,
): Promise<void> {
  const claims = await readClaims(state);
  for (const path of pathsOf(save)) {
    const last = claims.findLast(([, claimed]) => claimed === path);
    if (last !== undefined && last[0] !== key && pathsOf(saved).includes(path)) {
      await rm(path, { force: true });
    }
  }
}

/** The paths, without their kinds. */
export function pathsOf(save: SavePaths): string[] {
  return Object.values(save).filter((path) => path !== undefined);
}
