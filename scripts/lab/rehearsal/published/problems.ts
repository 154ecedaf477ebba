import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { readChangesets } from '@changesets/read';

/** The parts of a package.json that the rehearsal checks. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly repository?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optimaldial?: { readonly 'openapi-version'?: string };
}

/** What a release is compared with. */
export interface Expected {
  /** The checkout that was published. */
  readonly copy: string;
  readonly changesets: Changesets;
  /** Paths of this machine, which published files must not contain. */
  readonly paths: readonly string[];
}

type Changesets = Pick<Awaited<ReturnType<typeof readChangesets>>[number], 'summary' | 'releases'>[];

/** Problems of a published package that is unpacked in a folder, as sentences that follow its name. */
export async function problemsOf(
  root: string,
  manifest: Manifest,
  files: readonly string[],
  { copy, changesets, paths }: Expected,
): Promise<string[]> {
  return [
    ...dependencyProblems(manifest),
    ...(await licenseProblems(root, manifest, files, copy)),
    ...(await leaks(root, files, paths)),
    ...(await changelogProblems(root, manifest, files, changesets)),
  ];
}

/** `testing` only works with the exact version of `types` that it was published with. */
function dependencyProblems({ name, version, dependencies = {} }: Manifest): string[] {
  const range = `^${version}`;
  const wanted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    '@optimaldial/client': { '@optimaldial/types': range },
    '@optimaldial/testing': { '@optimaldial/types': version },
    '@optimaldial/jobs': { '@optimaldial/client': range },
  };
  return ['@optimaldial/types', '@optimaldial/client'].flatMap((dependency) => {
    const [found, expected] = [dependencies[dependency], wanted[name]?.[dependency]];
    return found === expected ? [] : [`depends on ${dependency} ${found} instead of ${expected}`];
  });
}

async function licenseProblems(
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
    ...(license === 'MIT' ? [] : ['has no MIT license in its package.json']),
    ...((await readFile(join(root, 'LICENSE'), 'utf8')) === ours
      ? []
      : ['has a different LICENSE than the checkout']),
    ...(bundles && !others.includes('prism') ? ['bundles Prism without its license'] : []),
  ];
}

async function leaks(root: string, files: readonly string[], paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8');
    if (/^\/\/# sourceMappingURL=/m.test(text)) found.push(`references a source map in ${file}`);
    if (paths.some((path) => text.includes(path))) found.push(`contains a path of this machine in ${file}`);
  }
  return found;
}

async function changelogProblems(
  root: string,
  { name, version }: Manifest,
  files: readonly string[],
  changesets: Changesets,
): Promise<string[]> {
  const own = changesets.filter(({ releases }) => releases.some((release) => release.name === name));
  if (own.length === 0) return [];
  if (!files.includes('CHANGELOG.md')) return ['has no CHANGELOG.md'];
  const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8');
  const [, entry = ''] = text.split(`\n## ${version}\n`);
  const newestEntry = entry.split('\n## ')[0] ?? '';
  return own
    .map(({ summary }) => summary.trim().split('\n')[0] ?? '')
    .filter((sentence) => !newestEntry.includes(sentence))
    .map((sentence) => `lacks “${sentence}” under ${version} in its CHANGELOG.md`);
}
