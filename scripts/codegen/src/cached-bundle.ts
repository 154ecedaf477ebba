import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const DAY = 86_400_000;

/**
 * Bundles programs of a package for its tests: a bundle starts in a fraction of the time that its sources take.
 * The name of the folder is a hash of the content, so a bundle is never out of date, and concurrent processes
 * can share it.
 *
 * @param packageFolder its manifest is copied next to `dist`, as in the published package
 * @returns path of the folder `dist`
 */
export async function cachedBundle(packageFolder: string, options: BuildOptions): Promise<string> {
  const outdir = join(packageFolder, 'dist');
  const { outputFiles } = await build({ ...options, outdir, write: false });
  const files = new Map<string, Uint8Array>([
    ['package.json', await readFile(join(packageFolder, 'package.json'))],
    ...outputFiles.map(({ path, contents }) => [relative(packageFolder, path), contents] as const),
  ]);
  const cache = join(packageFolder, 'node_modules', '.cache', 'bundles');
  const folder = join(cache, hashOf(files));
  if (await exists(folder)) await utimes(folder, new Date(), new Date());
  else {
    await mkdir(cache, { recursive: true });
    await removeUnused(cache);
    await writeAtomically(folder, files);
  }
  return join(folder, 'dist');
}

function hashOf(files: ReadonlyMap<string, Uint8Array>): string {
  const hash = createHash('sha256');
  for (const [name, content] of files) hash.update(`${name}\n${content.length}\n`).update(content);
  return hash.digest('hex').slice(0, 32);
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function writeAtomically(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const temporary = await mkdtemp(`${folder}-`);
  for (const [name, content] of files) {
    await mkdir(dirname(join(temporary, name)), { recursive: true });
    await writeFile(join(temporary, name), content);
  }
  try {
    await rename(temporary, folder);
  } catch (error) {
    await rm(temporary, { recursive: true });
    // Another process was faster, with the same content.
    if (!(await exists(folder))) throw error;
  }
}

/** Removes the bundles of earlier sources. A run lasts minutes, so it never loses one that it uses. */
async function removeUnused(cache: string): Promise<void> {
  for (const name of await readdir(cache)) {
    const path = join(cache, name);
    // Another process can rename its folder at any time.
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && Date.now() - found.mtimeMs > DAY) await rm(path, { recursive: true, force: true });
  }
}
