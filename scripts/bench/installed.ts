import { cp, mkdir, readFile, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../check-pack/must.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the client and the types, and puts them into a folder as an installation from the registry would. */
export async function installInto(folder: string): Promise<void> {
  await must(['turbo', 'run', 'build', '--filter=@optimaldial/client', '--output-logs=errors-only'], root);
  for (const name of ['types', 'client']) {
    const to = join(folder, 'node_modules/@optimaldial', name);
    await cp(join(root, 'packages', name, 'dist'), join(to, 'dist'), { recursive: true });
    const manifest: unknown = JSON.parse(
      await readFile(join(root, 'packages', name, 'package.json'), 'utf8'),
    );
    if (!isPublished(manifest)) throw new Error(`packages/${name}/package.json has no publishConfig.exports`);
    const { exports } = manifest.publishConfig;
    await writeFile(join(to, 'package.json'), JSON.stringify({ ...manifest, exports }));
  }
  await link(folder, 'openapi-fetch', join(root, 'packages/client/node_modules/openapi-fetch'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
}

/** Puts a package that is installed elsewhere into the folder. */
export async function link(folder: string, name: string, from: string): Promise<void> {
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(await realpath(from), join(folder, 'node_modules', name));
}

function isPublished(manifest: unknown): manifest is { publishConfig: { exports: object } } {
  return (
    typeof manifest === 'object' &&
    manifest !== null &&
    'publishConfig' in manifest &&
    typeof manifest.publishConfig === 'object' &&
    manifest.publishConfig !== null &&
    'exports' in manifest.publishConfig
  );
}
