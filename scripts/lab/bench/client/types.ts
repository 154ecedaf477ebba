import { join } from 'node:path';
import { checkTypes, CONSUMER, type Compiled } from '@optimaldial/checks/compile';
import { inFolder } from '@optimaldial/checks/in-folder';
import { installClient, link } from '@optimaldial/checks/installed';
import { compared, type Report } from '../measure/report.ts';
import { OPENAI, PLAIN } from './programs.ts';

const modules = join(import.meta.dirname, '../node_modules');
const COMPILERS = { '5.9': join(modules, 'typescript5.9/bin/tsc'), '7.0': 'tsc' };
const PROGRAMS = { 'openapi-fetch': PLAIN, openai: OPENAI, '@optimaldial/client': CONSUMER };
const ROUNDS = 5;

/** The cost of type checking 17 typed calls, relative to openapi-fetch and another SDK. */
export async function benchTypes(): Promise<Report[]> {
  return inFolder(async (folder) => {
    await installClient(folder);
    await link(folder, 'openai', join(modules, 'openai'));
    const reports: Report[] = [];
    for (const [version, compiler] of Object.entries(COMPILERS)) {
      const rows = [];
      for (const [name, source] of Object.entries(PROGRAMS)) {
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
      reports.push(compared(`17 typed calls, TypeScript ${version}`, rows, to, 'instantiations'));
    }
    return reports;
  });
}
