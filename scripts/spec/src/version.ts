/**
 * Updates the versions and changelogs of the packages from the pending changesets, and saves the spec and the
 * surface that the next changes are compared with. Commit the result.
 */
import { must, root } from '@optimaldial/checks/shell';

// Changesets run the package manager, which isn't always on the PATH. `must` adds it.
for (const command of [
  ['changeset', 'version'],
  ['node', 'scripts/spec/src/release.ts', '--renew'],
]) {
  console.log((await must(command, root)).trim());
}
