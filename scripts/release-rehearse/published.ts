import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { must } from '../check-pack/must.ts';
import { expectSound } from '../check-pack/tarball.ts';
import type { Changeset } from './changesets.ts';
import type { Registry } from './registry.ts';

/** A package as the registry has it. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly openapiVersion: string | undefined;
  readonly files: number;
  readonly packed: number;
  readonly unpacked: number;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
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

// What npm, pnpm and yarn install by; what the registry says has to be what the tarball says.
const INSTALLED_BY = ['name', 'version', 'dependencies', 'peerDependencies', 'exports', 'bin', 'engines', 'type'];

/** Gets the newest version of a package from the registry, and throws where anything about it is not right. */
export async function inspect(
  registry: Registry,
  name: string,
  folder: string,
  expected: Expected,
): Promise<Published> {
  const version = await newest(registry, name);
  const told = await ask(`${registry.url}/${name.replace('/', '%2f')}/${version}`);
  const dist = told['dist'] as { tarball: string; integrity: string };
  const bytes = Buffer.from(await (await fetch(dist.tarball)).arrayBuffer());
  const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  const place = join(folder, `${name.replace(/\W+/g, '-')}-${version}`);
  await mkdir(place, { recursive: true });
  const tarball = join(place, 'package.tgz');
  await writeFile(tarball, bytes);
  await expectSound(tarball);
  await must(['tar', '-xzf', tarball], place);
  const root = join(place, 'package');
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Manifest;
  const files = await filesOf(root);
  const faults = [
    ...(integrity === dist.integrity ? [] : ['is another tarball than the registry says']),
    ...INSTALLED_BY.filter((key) => !isDeepStrictEqual(told[key], Reflect.get(manifest, key))).map(
      (key) => `has another ${key} in its package.json than the registry says`,
    ),
    ...dependencyFaults(manifest),
    ...(await licenceFaults(root, manifest, files, expected.copy)),
    ...(await leaks(root, files, expected.paths)),
    ...(await changelogFaults(root, manifest, expected.changesets)),
  ];
  if (faults.length > 0) throw new Error(faults.map((fault) => `${name}@${version} ${fault}.`).join('\n'));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
  return {
    name,
    version,
    dependencies: manifest.dependencies ?? {},
    openapiVersion: manifest.optimaldial?.['openapi-version'],
    files: files.length,
    packed: bytes.length,
    unpacked: sizes.reduce((sum, size) => sum + size, 0),
  };
}

/** The paths of this machine that no published file may hold. */
export async function machinePaths(folders: readonly string[]): Promise<string[]> {
  const all = [...folders, homedir(), tmpdir()];
  const real = await Promise.all(all.map((folder) => realpath(folder)));
  return [...new Set([...all, ...real])].map((folder) => `${folder.replace(/\/$/, '')}/`).filter((path) => path.length > 1);
}

async function newest(registry: Registry, name: string): Promise<string> {
  const tags = (await ask(`${registry.url}/${name.replace('/', '%2f')}`))['dist-tags'] as { latest: string };
  return tags.latest;
}

async function ask(url: string): Promise<Record<string, unknown>> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`The registry answered ${answer.status} for ${new URL(url).pathname}.`);
  return (await answer.json()) as Record<string, unknown>;
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
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
    ...((await readFile(join(root, 'LICENSE'), 'utf8')) === ours ? [] : ['has another LICENSE than the checkout']),
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
  changesets: readonly Changeset[],
): Promise<string[]> {
  const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  const [, entry = ''] = text.split(`\n## ${version}\n`);
  const newestEntry = entry.split('\n## ')[0] ?? '';
  const own = changesets.filter(({ packages }) => packages.includes(name));
  return own
    .filter(({ sentence }) => !newestEntry.includes(sentence))
    .map(({ sentence }) => `has a CHANGELOG without “${sentence}” under ${version}`);
}
