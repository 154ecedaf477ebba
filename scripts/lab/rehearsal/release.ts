import { join } from 'node:path';
import { readChangesets } from '@changesets/read';
import { must } from '@optimaldial/checks/shell';
import { commit } from './copy.ts';
import { publishScript } from './publish-script.ts';
import type { Registry } from './registry.ts';

const RELEASE_VERSION = ['pnpm', '--filter', '@optimaldial/spec-tools', 'release:version'];
const RELEASE_PACK = ['pnpm', '--filter', '@optimaldial/spec-tools', 'release:pack'];

/**
 * Versions the packages of a copy, as the pull request of a release does, and commits the result. Does
 * nothing without changesets, for example directly after a release.
 */
export async function version(copy: string, { publisher }: Registry): Promise<void> {
  if ((await readChangesets(copy)).length === 0) return;
  await must(RELEASE_VERSION, copy, publisher);
  await commit(copy, 'Version the packages');
}

/**
 * Packs the packages and runs the publish script of the release workflow, in a folder that contains only
 * the tarballs, as the workflow does.
 */
export async function publish(copy: string, { publisher, url }: Registry): Promise<void> {
  await must(RELEASE_PACK, copy, publisher);
  const tarballs = join(copy, 'tarballs');
  // Uses npm's own setting, because npm publishes there.
  for (const setting of ['registry', '@optimaldial:registry']) {
    const where = (await must(['npm', 'config', 'get', setting], tarballs, publisher)).trim();
    if (where === `${url}/`) continue;
    throw new Error(
      `Nothing was published: npm reads ${setting} from elsewhere, not from the rehearsal's settings. Look for it in an .npmrc file or in the environment.`,
    );
  }
  // GitHub also stops a script at the first command that fails.
  await must(['bash', '-e', '-c', await publishScript(copy)], tarballs, publisher);
}
