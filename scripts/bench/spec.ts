import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { must } from '../check-pack/must.ts';
import { bundleDescription, type Description } from '../generate/bundle.ts';
import { generate, specPath } from '../generate.ts';
import { multiply } from '../hundredfold.ts';
import { compareDescriptions } from '../spec-diff/compare.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const TIMES = [1, 10, 100];

/** What it costs to generate from the description, lint, bundle and compare it, at 1, 10 and 100 times its size. */
export async function benchSpec(): Promise<void> {
  const description = await bundleDescription(specPath);
  const folder = await mkdtemp(join(tmpdir(), 'bench-spec-'));
  try {
    const columns: Record<string, number>[] = [];
    for (const times of TIMES) columns.push(await measure(folder, multiply(description, times)));
    const operations = countOperations(description);
    console.log(
      ['seconds', ...TIMES.map((times) => `${times} × (${operations * times} operations)`), '10 → 100']
        .map((cell) => cell.padEnd(24))
        .join(''),
    );
    for (const step of Object.keys(columns[0] ?? {})) {
      const seconds = columns.map((column) => column[step] ?? 0);
      const growth = (seconds[2] ?? 0) / (seconds[1] ?? 1);
      const cells = [step, ...seconds.map((value) => value.toFixed(2)), `× ${growth.toFixed(1)}`];
      console.log(cells.map((cell) => cell.padEnd(24)).join(''));
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function measure(folder: string, description: Description): Promise<Record<string, number>> {
  const source = `${folder}/description.json`;
  await writeFile(source, JSON.stringify(description));
  await cp(`${root}packages/types/package.json`, `${folder}/package.json`);
  // As a vendor changes it: a new field in each of the copies.
  const text = JSON.stringify(description);
  const changed: unknown = JSON.parse(
    text.replaceAll('"file_size_bytes":{', '"row_count":{"type":"integer"},"file_size_bytes":{'),
  );
  return {
    bundle: await timed(() => bundleDescription(source)),
    generate: await timed(() => generate({ source, target: folder })),
    lint: await timed(() =>
      must(['redocly', 'lint', '--config', `${root}spec/redocly.yaml`, source], folder),
    ),
    diff: await timed(() => compareDescriptions(description, changed as Description)),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

function countOperations({ paths }: Description): number {
  return Object.values(paths).flatMap((item) => Object.keys(item).filter((key) => key !== 'parameters'))
    .length;
}
