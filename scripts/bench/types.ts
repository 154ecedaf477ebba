import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../check-pack/must.ts';
import { loadPeer, peersFolder } from '../peers/load.ts';
import { inFolder } from './in-folder.ts';
import { installInto, link } from './installed.ts';
import { compared, type Table } from './table.ts';
import { CONSUMER, OPENAI, PLAIN } from './types/consumers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The compilers of the workspace, by the folder that has them. */
const COMPILERS = { '5.9': 'scripts', '7': '.' };
const ROUNDS = 5;

/** What a compiler did for a program. */
interface Checked {
  readonly instantiations: number;
  readonly milliseconds: number;
}

/** What it costs to type-check a program with 17 typed calls, beside openapi-fetch and another SDK. */
export async function benchTypes(): Promise<Table[]> {
  await loadPeer('openai');
  return inFolder(async (folder) => {
    await installInto(folder);
    await link(folder, 'openai', join(peersFolder, 'node_modules/openai'));
    const programs = { 'openapi-fetch': PLAIN, openai: OPENAI, '@optimaldial/client': CONSUMER };
    const tables: Table[] = [];
    for (const version of ['5.9', '7'] as const) {
      const rows = [];
      for (const [name, source] of Object.entries(programs)) {
        const runs: Checked[] = [];
        for (let round = 0; round < ROUNDS; round++) runs.push(await checkTypes(folder, source, version));
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

/**
 * Type-checks the program with every convenience of the client, as a user's compiler would.
 *
 * @returns how many types it had to instantiate
 */
export async function instantiationsOfConsumer(): Promise<number> {
  return inFolder(async (folder) => {
    await installInto(folder);
    return (await checkTypes(folder, CONSUMER, '7')).instantiations;
  });
}

async function checkTypes(folder: string, source: string, version: keyof typeof COMPILERS): Promise<Checked> {
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'DOM', 'DOM.Iterable'],
    types: [],
    skipLibCheck: true,
  };
  await writeFile(join(folder, 'consumer.ts'), source);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['consumer.ts'] }));
  const compiler = join(root, COMPILERS[version], 'node_modules/.bin/tsc');
  const output = await must([compiler, '-p', '.', '--extendedDiagnostics'], folder);
  return {
    instantiations: figure(output, 'Instantiations'),
    milliseconds: figure(output, 'Check time') * 1000,
  };
}

function figure(output: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*([\\d.]+)`, 'm').exec(output)?.[1];
  if (found === undefined) throw new Error(`The compiler told no ${name}:\n${output}`);
  return Number(found);
}
