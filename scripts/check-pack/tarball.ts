import { dirname } from 'node:path';
import { must } from './must.ts';

const ALLOWED = /^(dist\/.+\.(js|d\.ts)|openapi\.json|package\.json|LICENSE|README\.md|CHANGELOG\.md)$/;
const NEEDED = ['LICENSE', 'README.md', 'package.json', 'dist/index.js', 'dist/index.d.ts'];
// What only this workspace, or this machine, can resolve.
const LOCAL = /"(workspace|catalog|link|file):|\.ts"|\/(home|Users|root|tmp|work)\//;

/** Throws where a tarball holds what nobody needs, lacks what everybody needs, or cannot be installed elsewhere. */
export async function expectSound(tarball: string): Promise<void> {
  const folder = dirname(tarball);
  const listing = await must(['tar', '-tzf', tarball], folder);
  const files = listing
    .trim()
    .split(/\r?\n/)
    .map((file) => file.replace(/^package\//, ''));
  const manifest = await must(['tar', '-xzOf', tarball, 'package/package.json'], folder);
  const faults = [
    ...files.filter((file) => !ALLOWED.test(file)).map((file) => `${file} does not belong into the package`),
    ...NEEDED.filter((file) => !files.includes(file)).map((file) => `${file} is missing`),
    ...manifest
      .split('\n')
      .filter((line) => LOCAL.test(line.replace(/\.d\.ts"/, '"')))
      .map((line) => `package.json has ${line.trim()}, which means nothing outside the workspace`),
    ...(/"(pre|post)?install"/.test(manifest) ? ['package.json has an install script'] : []),
  ];
  if (faults.length > 0) throw new Error(faults.join('\n'));
}
