import { must, root } from '@optimaldial/checks/shell';
import { buildSite } from '@optimaldial/site';

/** Builds the packages and the site once for all test files. */
export async function setup(): Promise<void> {
  await must(['turbo', 'run', 'build', '--filter=@optimaldial/testing', '--output-logs=errors-only'], root);
  await buildSite();
}
