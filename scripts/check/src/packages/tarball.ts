import { builtinModules } from 'node:module';
import { dirname } from 'node:path';
import { must } from '../shell.ts';

const ALLOWED =
  /^(dist\/.+\.(js|d\.ts)|openapi\.json|package\.json|LICENSE|README\.md|SKILL\.md|CHANGELOG\.md|docs\/((jobs|errors)\/)?[\w-]+\.(md|svg)|dist\/THIRD-PARTY-LICENSES\.txt)$/;
const NEEDED = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
// Values that resolve only in this workspace or on this machine.
const LOCAL = /"(workspace|catalog|link|file):|\.ts"|\/(home|Users|root|tmp|work)\//;

interface Manifest {
  name: string;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  scripts?: Record<string, string>;
}

/** Throws if a tarball contains unexpected files, lacks required files, or can't be installed elsewhere. */
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
  const needed = rest.name === '@optimaldial/client' ? [...NEEDED, 'SKILL.md', 'docs/README.md'] : NEEDED;
  // Users never run the scripts of a package, except its install hooks.
  const hooks = Object.keys(scripts ?? {}).filter((name) => /^(pre|post)?install$|^prepare$/.test(name));
  const problems = [
    ...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} must not be in the package`),
    ...needed.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...JSON.stringify(rest, null, 2)
      .split('\n')
      .filter((line) => LOCAL.test(line.replace(/\.d\.ts"/, '"')))
      .map((line) => `package.json has ${line.trim()}, which resolves only in this workspace`),
    ...(await importsOf(tarball, files))
      .filter((name) => name !== rest.name && !(name in { ...rest.dependencies, ...rest.peerDependencies }))
      .map((name) => `${name} is imported but isn't a dependency, so its types would be any`),
    ...hooks.map((name) => `package.json has the install script ${name}`),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The packages that the code and the type declarations import. */
async function importsOf(tarball: string, files: readonly string[]): Promise<string[]> {
  const code = files.filter((file) => file.startsWith('dist/')).map((file) => `package/${file}`);
  const text = await must(['tar', '-xzOf', tarball, ...code], dirname(tarball));
  const names = text
    .matchAll(/(?<!\.)\b(?:from|import)\s*\(?\s*['"]((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^'"]*)?['"]/g)
    .map(([, name = '']) => name);
  return [...new Set(names)].filter((name) => !builtinModules.includes(name));
}
