import { must, root } from '@optimaldial/checks/shell';
import type { Report } from '../measure/report.ts';
import { benchFirstResponses } from './first-responses.ts';
import { benchInProcess } from './in-process.ts';
import { benchLongList } from './long-list.ts';

/** The cost of the built mock and sandbox, relative to their engine and to other ways to mock an API. */
export async function benchSandbox(): Promise<Report[]> {
  await must(['turbo', 'run', 'build', '--output-logs=errors-only'], root);
  return [await benchFirstResponses(), await benchInProcess(), await benchLongList()];
}
