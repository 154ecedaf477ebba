import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../check-pack/must.ts';
import { readChangesets } from './changesets.ts';
import { commit } from './copy.ts';
import type { Registry } from './registry.ts';

/**
 * Gives the packages of a copy their next version, as the pull request of a release does, and commits it.
 * Where nothing waits for a release, because it was just merged, they have theirs.
 */
export async function version(copy: string, { publisher }: Registry): Promise<void> {
  if ((await readChangesets(copy)).length === 0) return;
  const { scripts } = JSON.parse(await readFile(join(copy, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const verb = 'release:version' in scripts ? ['run', 'release:version'] : ['exec', 'changeset', 'version'];
  await must(['pnpm', ...verb], copy, publisher);
  await commit(copy, 'Version the packages');
}

/** Publishes what has a version that the registry does not have, by the verb that the workflow runs. */
export async function publish(copy: string, { publisher, url }: Registry): Promise<void> {
  // Asked of the package manager itself: what it answers is where it publishes.
  for (const setting of ['registry', '@optimaldial:registry']) {
    const where = (await must(['pnpm', 'config', 'get', setting], copy, publisher)).trim();
    if (where === `${url}/`) continue;
    throw new Error(
      `Nothing was published: pnpm takes ${setting} from somewhere else than the rehearsal's settings. Look for it in an .npmrc of the checkout, or in the environment.`,
    );
  }
  await must(['pnpm', 'run', 'release'], copy, publisher);
}
