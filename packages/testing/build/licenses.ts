import { readdir, readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Returns the licenses and notices of all bundled packages.
 *
 * @param inputs paths of the bundled files
 * @throws Error for a package whose manifest has no license
 */
export async function licenses(inputs: readonly string[]): Promise<string> {
  const folders = new Set<string>();
  for (const input of inputs) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input) ?? [];
    if (folder !== undefined && !input.startsWith('unused:')) folders.add(resolve(folder));
  }
  const texts = await Promise.all([...folders].map(describe));
  return `@optimaldial/testing contains these packages, under their own licenses. They were\nbundled, without the parts that are not used.\n\n${texts.toSorted().join('\n')}`;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
  /** Deprecated form of `license`. */
  readonly licenses?: readonly { readonly type?: unknown }[];
  readonly author?: string | { readonly name?: unknown };
  readonly homepage?: unknown;
}

function isManifest(value: unknown): value is Manifest {
  return typeof value === 'object' && value !== null && 'name' in value && 'version' in value;
}

async function describe(folder: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  if (!isManifest(manifest)) throw new Error(`${folder}/package.json has no name or no version.`);
  const { name, version, author, homepage } = manifest;
  const license = manifest.license ?? manifest.licenses?.[0]?.type;
  if (typeof license !== 'string') {
    throw new Error(`${name} in ${dirname(folder)} has no license in its package.json.`);
  }
  const files = (await readdir(folder)).filter((file) => /^(licen[sc]e|notice|copying)/i.test(file));
  const texts = await Promise.all(files.map((file) => readFile(`${folder}/${file}`, 'utf8')));
  if (texts.length === 0) {
    const by = typeof author === 'string' ? author : author?.name;
    const known = [by, homepage].filter((one) => typeof one === 'string');
    texts.push(`The package has no license file. ${known.join(', ')}`);
  }
  return `${'='.repeat(72)}\n${name} ${version} (${license})\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}
