import { cp, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { must } from '@optimaldial/checks/shell';
import { bundleSpec, type Spec } from '@optimaldial/codegen/spec';
import { generate, specPath } from '@optimaldial/codegen';
import { multiply } from '../hundredfold.ts';
import { compareSpecs } from '@optimaldial/spec-tools/compare';
import { inFolder } from '@optimaldial/checks/in-folder';
import type { Table } from './table.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TIMES = [1, 10, 100];

/** What it costs to generate from the description, lint, bundle and compare it, at 1, 10 and 100 times its size. */
export async function benchSpec(): Promise<Table[]> {
  const description = await bundleSpec(specPath);
  const operations = countOperations(description);
  const columns = await inFolder(async (folder) => {
    const measured: Record<string, number>[] = [];
    for (const times of TIMES) measured.push(await measure(folder, multiply(description, times)));
    return measured;
  });
  const [, tenfold = {}, hundredfold = {}] = columns;
  const rows = Object.keys(tenfold).map((name) => ({
    name,
    ratios: { '10 → 100': (hundredfold[name] ?? Number.NaN) / (tenfold[name] ?? Number.NaN) },
    figures: Object.fromEntries(
      TIMES.map((times, index) => [
        `${operations * times} operations, s`,
        columns[index]?.[name] ?? Number.NaN,
      ]),
    ),
  }));
  return [{ title: 'a description many times as large', rows }];
}

async function measure(folder: string, description: Spec): Promise<Record<string, number>> {
  const source = `${folder}/description.json`;
  await writeFile(source, JSON.stringify(description));
  await cp(`${root}packages/types/package.json`, `${folder}/package.json`);
  // As a vendor changes it: a new field in each of the copies.
  const text = JSON.stringify(description);
  const changed: unknown = JSON.parse(
    text.replaceAll('"file_size_bytes":{', '"row_count":{"type":"integer"},"file_size_bytes":{'),
  );
  return {
    bundle: await timed(() => bundleSpec(source)),
    generate: await timed(() => generate({ source, folders: { types: folder, client: folder } })),
    lint: await timed(() =>
      must(['redocly', 'lint', '--config', `${root}spec/redocly.yaml`, source], folder),
    ),
    diff: await timed(() => compareSpecs(description, changed as Spec)),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function countOperations({ paths }: Spec): number {
  return Object.values(paths).flatMap((item) => Object.keys(item).filter((key) => key !== 'parameters'))
    .length;
}
