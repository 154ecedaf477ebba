import { cp, writeFile } from 'node:fs/promises';
import { inFolder } from '@optimaldial/checks/in-folder';
import { must, root } from '@optimaldial/checks/shell';
import { generate } from '@optimaldial/codegen';
import { bundleSpec, type Spec, specPath } from '@optimaldial/codegen/spec';
import { compareSpecs } from '@optimaldial/spec-tools/compare';
import type { Report } from '../measure/report.ts';
import { multiply } from './multiply.ts';

const TIMES = [1, 10, 100];

/** The cost of bundling, generating, linting and comparing the spec, at 1, 10 and 100 times its size. */
export async function benchSpec(): Promise<Report[]> {
  const spec = await bundleSpec(specPath);
  const operations = countOperations(spec);
  const columns = await inFolder(async (folder) => {
    const measured: Record<string, number>[] = [];
    for (const times of TIMES) measured.push(await measure(folder, multiply(spec, times)));
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
  return [{ title: 'the spec, multiplied', rows }];
}

async function measure(folder: string, spec: Spec): Promise<Record<string, number>> {
  const source = `${folder}/spec.json`;
  await writeFile(source, JSON.stringify(spec));
  await cp(`${root}packages/types/package.json`, `${folder}/package.json`);
  // A new field in each copy.
  const text = JSON.stringify(spec);
  const changed: unknown = JSON.parse(
    text.replaceAll('"file_size_bytes":{', '"row_count":{"type":"integer"},"file_size_bytes":{'),
  );
  return {
    bundle: await timed(() => bundleSpec(source)),
    generate: await timed(() => generate({ source, folders: { types: folder, client: folder } })),
    lint: await timed(() =>
      must(['redocly', 'lint', '--config', `${root}spec/redocly.yaml`, source], folder),
    ),
    diff: await timed(() => compareSpecs(spec, changed as Spec)),
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
