import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';

/** The relative imports of each file, types included, as paths from the root. */
export type Imports = ReadonlyMap<string, readonly string[]>;

/** A workspace package: its folder, and the folders of the workspace packages that it depends on. */
export interface Package {
  readonly name: string;
  readonly folder: string;
  /** Names, without development dependencies. */
  readonly dependencies: readonly string[];
}

/**
 * Reads the relative imports of all sources.
 *
 * @param files paths from the root
 */
export function importsOf(files: readonly string[], read: (file: string) => string): Imports {
  const sources = files.filter((file) => file.endsWith('.ts') && !file.includes('/generated/'));
  return new Map(sources.map((file) => [file, relativeImports(file, read(file))]));
}

function relativeImports(file: string, code: string): string[] {
  const { staticImports, staticExports, dynamicImports } = parseSync(file, code).module;
  const specifiers = [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
    ...dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start + 1, end - 1)),
    // Types that are imported in place.
    ...Array.from(code.matchAll(/\bimport\('(\.[^']*)'\)\./g), ([, specifier]) => specifier),
  ];
  return specifiers
    .filter((specifier) => specifier?.startsWith('.') === true)
    .map((specifier = '') => posix.join(posix.dirname(file), specifier));
}

/** Reads the manifests. */
export function packagesOf(files: readonly string[], read: (file: string) => string): Package[] {
  return files
    .filter((file) => posix.basename(file) === 'package.json')
    .map((file) => {
      const { name = file, dependencies = {} } = JSON.parse(read(file)) as Manifest;
      return { name, folder: posix.dirname(file), dependencies: Object.keys(dependencies) };
    });
}

interface Manifest {
  readonly name?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}
