import { join } from 'node:path';
import { must } from '@optimaldial/checks/shell';
import { installPeer } from '../peers/load.ts';
import { benchInProcess } from './sandbox/in-process.ts';
import { benchFirstAnswers } from './sandbox/first-answers.ts';
import { benchLongList } from './sandbox/long-list.ts';
import type { Table } from './table.ts';

/** What the stand-in costs, as it is published, beside its engine alone and other ways to stand in. */
export async function benchSandbox(): Promise<Table[]> {
  await must(['turbo', 'run', 'build', '--output-logs=errors-only'], join(import.meta.dirname, '../..'));
  await installPeer('msw');
  return [await benchFirstAnswers(), await benchInProcess(), await benchLongList()];
}
