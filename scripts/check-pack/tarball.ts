import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { must } from './must.ts';

const ALLOWED =
  /^(dist\/.+\.(js|d\.ts)|openapi\.json|package\.json|LICENSE|README\.md|CHANGELOG\.md|docs\/[\w-]+\.md|dist\/THIRD-PARTY-LICENSES\.txt)$/;
const NEEDED = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
// What only this workspace, or this machine, can resolve.
const LOCAL = /"(workspace|catalog|link|file):|\.ts"|\/(home|Users|root|tmp|work)\//;

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** Throws where a tarball holds what nobody needs, lacks what everybody needs, or cannot be installed elsewhere. */
export async function expectSound(tarball: string): Promise<void> {
  const folder = dirname(tarball);
  const listing = await must(['tar', '-tzf', tarball], folder);
  const files = listing
    .trim()
    .split(/\r?\n/)
    .map((file) => file.replace(/^package\//, ''));
  const { scripts, ...rest } = JSON.parse(
    await must(['tar', '-xzOf', tarball, 'package/package.json'], folder),
  ) as Manifest;
  // The scripts are those of this workspace and run nowhere else, but for the hooks of an installation.
  const hooks = Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
  const faults = [
    ...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} does not belong into the package`),
    ...NEEDED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...JSON.stringify(rest, null, 2)
      .split('\n')
      .filter((line) => LOCAL.test(line.replace(/\.d\.ts"/, '"')))
      .map((line) => `package.json has ${line.trim()}, which means nothing outside the workspace`),
    ...(await importsOf(tarball, files))
      .filter((name) => name !== rest.name && !(name in { ...rest.dependencies, ...rest.peerDependencies }))
      .map(
        (name) => `${name} is imported and no dependency: what is not installed, a compiler takes for any`,
      ),
    ...hooks.map((name) => `package.json has the script ${name}, which runs on installation`),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** The packages that the code and the declarations import. */
async function importsOf(tarball: string, files: readonly string[]): Promise<string[]> {
  const code = files.filter((file) => file.startsWith('dist/')).map((file) => `package/${file}`);
  const text = await must(['tar', '-xzOf', tarball, ...code], dirname(tarball));
  const names = text
    .matchAll(/(?<!\.)\b(?:from|import)\s*\(?\s*['"]((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"]*)?['"]/g)
    .map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !builtinModules.includes(name));
}
