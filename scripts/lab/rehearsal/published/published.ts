import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { must } from '@optimaldial/checks/shell';
import { expectSound } from '@optimaldial/checks/tarball';
import { problemsOf, type Expected, type Manifest } from './problems.ts';
import type { Registry } from '../registry.ts';

/** A package in the registry. */
export interface Published {
  readonly name: string;
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly openapiVersion: string | undefined;
  /** Whether its package.json has a `repository`. */
  readonly repository: boolean;
  readonly files: number;
  readonly packed: number;
  readonly unpacked: number;
}

// Package managers read these fields from the registry. They must match the tarball.
const INSTALLED_BY = [
  'name',
  'version',
  'dependencies',
  'peerDependencies',
  'exports',
  'bin',
  'engines',
  'type',
];

/**
 * Downloads the newest version of a package from the registry.
 *
 * @throws if the package has a problem
 */
export async function inspect(
  registry: Registry,
  name: string,
  folder: string,
  expected: Expected,
): Promise<Published> {
  const version = await newest(registry, name);
  const listed = await ask(`${registry.url}/${name.replace('/', '%2f')}/${version}`);
  const dist = listed['dist'] as { tarball: string; integrity: string };
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
  const problems = [
    ...(integrity === dist.integrity ? [] : ['has a tarball that does not match its integrity']),
    ...INSTALLED_BY.filter((key) => !isDeepStrictEqual(listed[key], Reflect.get(manifest, key))).map(
      (key) => `has a different ${key} in its package.json than in the registry`,
    ),
    ...(await problemsOf(root, manifest, files, expected)),
  ];
  if (problems.length > 0)
    throw new Error(problems.map((problem) => `${name}@${version} ${problem}.`).join('\n'));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(root, file))).size));
  return {
    name,
    version,
    dependencies: manifest.dependencies ?? {},
    openapiVersion: manifest.optimaldial?.['openapi-version'],
    repository: manifest.repository !== undefined,
    files: files.length,
    packed: bytes.length,
    unpacked: sizes.reduce((sum, size) => sum + size, 0),
  };
}

async function newest(registry: Registry, name: string): Promise<string> {
  const tags = (await ask(`${registry.url}/${name.replace('/', '%2f')}`))['dist-tags'] as { latest: string };
  return tags.latest;
}

async function ask(url: string): Promise<Record<string, unknown>> {
  const response = await fetch(url);
  if (!response.ok)
    throw new Error(`The registry responded with ${response.status} for ${new URL(url).pathname}.`);
  return (await response.json()) as Record<string, unknown>;
}

async function filesOf(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
}
