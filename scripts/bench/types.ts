import { join } from 'node:path';
import { checkTypes, CONSUMER, type Compiled } from '@optimaldial/checks/compile';
import { root } from '@optimaldial/checks/shell';
import { loadPeer, peersFolder } from '../peers/load.ts';
import { inFolder } from '@optimaldial/checks/in-folder';
import { installInto, link } from '@optimaldial/checks/installed';
import { compared, type Table } from './table.ts';
import { OPENAI, PLAIN } from './types/consumers.ts';

/** The compilers of the workspace, by the folder that has them. */
const COMPILERS = { '5.9': 'scripts', '7': '.' };
const ROUNDS = 5;

/** What it costs to type-check a program with 17 typed calls, beside openapi-fetch and another SDK. */
export async function benchTypes(): Promise<Table[]> {
  await loadPeer('openai');
  return inFolder(async (folder) => {
    await installInto(folder);
    await link(folder, 'openai', join(peersFolder, 'node_modules/openai'));
    const programs = { 'openapi-fetch': PLAIN, openai: OPENAI, '@optimaldial/client': CONSUMER };
    const tables: Table[] = [];
    for (const version of ['5.9', '7'] as const) {
      const compiler = join(root, COMPILERS[version], 'node_modules/.bin/tsc');
      const rows = [];
      for (const [name, source] of Object.entries(programs)) {
        const runs: Compiled[] = [];
        for (let round = 0; round < ROUNDS; round++) runs.push(await checkTypes(folder, source, compiler));
        rows.push({
          name,
          figures: {
            instantiations: runs[0]?.instantiations ?? Number.NaN,
            'check, ms': Math.min(...runs.map(({ milliseconds }) => milliseconds)),
          },
        });
      }
      const to = { '× openapi-fetch': 'openapi-fetch' };
      tables.push(compared(`17 typed calls, TypeScript ${version}`, rows, to, 'instantiations'));
    }
    return tables;
  });
}
