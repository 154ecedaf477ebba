import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Changeset } from './changesets.ts';

/** What a package.json says that matters here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optimaldial?: { readonly 'openapi-version'?: string };
}

/** What a release has to show. */
export interface Expected {
  /** The checkout that was published. */
  readonly copy: string;
  readonly changesets: readonly Changeset[];
  /** Paths of this machine, none of which may be in a file. */
  readonly paths: readonly string[];
}

/** What is not right about a published package, unpacked in a folder, in words that follow its name. */
export async function faultsOf(
  root: string,
  manifest: Manifest,
  files: readonly string[],
  { copy, changesets, paths }: Expected,
): Promise<string[]> {
  return [
    ...dependencyFaults(manifest),
    ...(await licenceFaults(root, manifest, files, copy)),
    ...(await leaks(root, files, paths)),
    ...(await changelogFaults(root, manifest, files, changesets)),
  ];
}

/** The types come in the version they were published with: the stand-in refuses any other. */
function dependencyFaults({ name, version, dependencies = {} }: Manifest): string[] {
  const wanted = { '@optimaldial/client': `^${version}`, '@optimaldial/testing': version }[name];
  const found = dependencies['@optimaldial/types'];
  return found === wanted ? [] : [`depends on @optimaldial/types ${found} and not ${wanted}`];
}

async function licenceFaults(
  root: string,
  { license, name }: Manifest,
  files: readonly string[],
  copy: string,
): Promise<string[]> {
  const ours = await readFile(join(copy, 'LICENSE'), 'utf8');
  const bundles = name === '@optimaldial/testing';
  const others = files.includes('dist/THIRD-PARTY-LICENSES.txt')
    ? await readFile(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), 'utf8')
    : '';
  return [
    ...(license === 'MIT' ? [] : ['says no licence']),
    ...((await readFile(join(root, 'LICENSE'), 'utf8')) === ours
      ? []
      : ['has another LICENSE than the checkout']),
    ...(bundles && !others.includes('prism') ? ['bundles Prism without its licence'] : []),
  ];
}

async function leaks(root: string, files: readonly string[], paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    if (/^\/\/# sourceMappingURL=/m.test(text)) found.push(`points to a source map in ${file}`);
    if (paths.some((path) => text.includes(path))) found.push(`has a path of this machine in ${file}`);
  }
  return found;
}

async function changelogFaults(
  root: string,
  { name, version }: Manifest,
  files: readonly string[],
  changesets: readonly Changeset[],
): Promise<string[]> {
  const own = changesets.filter(({ packages }) => packages.includes(name));
  if (own.length === 0) return [];
  if (!files.includes('CHANGELOG.md')) return ['has no CHANGELOG'];
  const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  const [, entry = ''] = text.split(`\n## ${version}\n`);
  const newestEntry = entry.split('\n## ')[0] ?? '';
  return own
    .filter(({ sentence }) => !newestEntry.includes(sentence))
    .map(({ sentence }) => `has a CHANGELOG without “${sentence}” under ${version}`);
}
