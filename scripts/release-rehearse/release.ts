import { join } from 'node:path';
import { must } from '@optimaldial/checks/shell';
import { readChangesets } from './changesets.ts';
import { commit } from './copy.ts';
import { publishScript } from './publish-script.ts';
import type { Registry } from './registry.ts';

/**
 * Gives the packages of a copy their next version, as the pull request of a release does, and commits it.
 * Where nothing waits for a release, because it was just merged, they have theirs.
 */
export async function version(copy: string, { publisher }: Registry): Promise<void> {
  if ((await readChangesets(copy)).length === 0) return;
  await must(['pnpm', '--filter', '@optimaldial/spec-tools', 'run', 'release:version'], copy, publisher);
  await commit(copy, 'Version the packages');
}

/**
 * Packs the packages, then runs the publish script of the release workflow on the tarballs, in a folder
 * that has nothing else in it, as the workflow does.
 */
export async function publish(copy: string, { publisher, url }: Registry): Promise<void> {
  await must(['pnpm', '--filter', '@optimaldial/spec-tools', 'run', 'release:pack'], copy, publisher);
  const tarballs = join(copy, 'tarballs');
  // npm itself is asked, because its answer is where it publishes.
  for (const setting of ['registry', '@optimaldial:registry']) {
    const where = (await must(['npm', 'config', 'get', setting], tarballs, publisher)).trim();
    if (where === `${url}/`) continue;
    throw new Error(
      `Nothing was published: npm takes ${setting} from somewhere else than the rehearsal's settings. Look for it in an .npmrc, or in the environment.`,
    );
  }
  // As GitHub runs a script: it ends at the first command that fails.
  await must(['bash', '-e', '-c', await publishScript(copy)], tarballs, publisher);
}
