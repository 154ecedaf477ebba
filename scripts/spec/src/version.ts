/**
 * Gives the packages the version that the waiting changesets ask for, writes the changelogs, and keeps
 * what is released now as what the next changes are compared with. What it wrote is to be committed.
 */
import { must, root } from '@optimaldial/checks/shell';

// Changesets start the package manager themselves, which is not always on the PATH: `must` puts it there.
for (const command of [
  ['changeset', 'version'],
  ['node', 'scripts/spec/src/release.ts', '--renew'],
]) {
  console.log((await must(command, root)).trim());
}
