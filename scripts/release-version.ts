/**
 * Gives the packages the version that the waiting changesets ask for, writes the changelogs, and keeps
 * what is released now as what the next changes are compared with. What it wrote is to be committed.
 */
import { fileURLToPath } from 'node:url';
import { must } from './check-pack/must.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

// Changesets start the package manager themselves, which is not always on the PATH: `must` puts it there.
for (const command of [
  ['changeset', 'version'],
  ['node', 'scripts/spec-release.ts', '--renew'],
]) {
  console.log((await must(command, root)).trim());
}
