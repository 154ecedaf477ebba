import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * The licences and notices of all packages that a bundle was made of.
 *
 * @param inputs paths of the bundled files
 * @throws Error for a package that has no licence with it
 */
export async function licences(inputs: readonly string[]): Promise<string> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? [];
    if (folder !== undefined && !input.startsWith('unused:')) folders.add(resolve(folder));
  }
  const texts = await Promise.all([...folders].map(describe));
  return `@optimaldial/testing contains these packages, under their own licences.\n\n${texts.toSorted().join('\n')}`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'name' in value && 'version' in value;
}

async function describe(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  if (!isManifest(manifest)) throw new Error(`${folder} has no package.json with a name.`);
  const { name, version, license } = manifest;
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|notice|copying)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  if (texts.length === 0 && typeof license !== 'string') {
    throw new Error(`${name} in ${dirname(folder)} says nothing of its licence.`);
  }
  return `${'='.repeat(72)}\n${name} ${version} (${String(license)})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}
