import { array, assert, asyncProperty, integer, string } from 'fast-check';
import { expect, test } from 'vitest';
import { readCsv } from '../../../src/sandbox/files/csv-reader.ts';
import { createCsv } from '../../../src/sandbox/files/csv-writer.ts';
import { createShuffledCsv } from '../../../src/sandbox/files/shuffled-csv.ts';
import { createRandom } from '../../../src/sandbox/simulation/random.ts';
import { call, restart, sandbox, upload, useSandbox } from '../../support/setup-sandbox.ts';

useSandbox({ results: 'shuffled' });

async function result(id: string, kind: string): Promise<string> {
  const { body } = await call('GET', `/uploads/${id}/download/${kind}`);
  return (await sandbox.fetch(body.download_url)).text();
}

const lines = (text: string): string[] => text.trimEnd().split('\r\n');
const distinct = (rows: readonly string[]): string[] => [...new Set(rows)].toSorted();

/** The lines of both result files of the same list. */
async function results(): Promise<{ processed: string[]; filtered: string[] }> {
  const id = await upload();
  await sandbox.advance('10s');
  const [processed, filtered] = [await result(id, 'processed'), await result(id, 'processed-filtered')];
  return { processed: lines(processed), filtered: lines(filtered) };
}

test('createSandbox({ results: "shuffled" }): changes the order and duplicates rows, after the header', async () => {
  const shuffled = await results();
  restart();
  const inOrder = await results();
  for (const kind of ['processed', 'filtered'] as const) {
    const [header, ...rows] = shuffled[kind];
    const [expectedHeader, ...expected] = inOrder[kind];
    expect(header).toBe(expectedHeader);
    expect(distinct(rows)).toEqual(expected.toSorted());
    // Duplicates aside.
    expect([...new Set(rows)]).not.toEqual(expected);
    expect(rows.length).toBeGreaterThan(expected.length);
    expect(rows.length).toBeLessThanOrEqual(expected.length * 1.05 + 1);
  }
});

test('createSandbox({ results: "shuffled" }): the same seed gives the same files, another seed another order', async () => {
  const first = await results();
  restart({ results: 'shuffled' });
  const id = await upload();
  // The calls before a download don't change the file.
  await upload();
  await sandbox.advance('10s');
  expect(lines(await result(id, 'processed'))).toEqual(first.processed);
  restart({ results: 'shuffled', seed: 2 });
  expect((await results()).processed).not.toEqual(first.processed);
});

test('createShuffledCsv: keeps every row whole', async () => {
  const rows = array(array(string({ unit: 'grapheme' }), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 100,
  });
  await assert(
    asyncProperty(rows, integer(), async (written, seed) => {
      const [plain, shuffled] = [createCsv(), createShuffledCsv(createRandom(seed))];
      for (const [index, row] of written.entries()) {
        for (const csv of [plain, shuffled]) csv.add([...row, String(index)]);
      }
      const [expected, found] = [await read(plain.file()), await read(shuffled.file())];
      expect(found[0]).toBe(expected[0]);
      expect(distinct(found.slice(1))).toEqual(distinct(expected.slice(1)));
    }),
    { numRuns: 100 },
  );
});

test('createShuffledCsv: mixes rows of a long file over its whole length', async () => {
  const csv = createShuffledCsv(createRandom(1));
  csv.add(['header']);
  for (let row = 0; row < 50_000; row++) csv.add([String(row), 'x'.repeat(50)]);
  const [, ...found] = await read(csv.file());
  expect(found.length).toBe(52_500);
  const at = found.map((row) => Number((JSON.parse(row) as [string])[0]));
  const third = Math.floor(at.length / 3);
  const mean = (from: number): number =>
    at.slice(from, from + third).reduce((sum, row) => sum + row, 0) / third;
  // In order, these means would be about 8,000, 25,000 and 42,000.
  for (const from of [0, third, 2 * third]) expect(Math.abs(mean(from) - 25_000)).toBeLessThan(2000);
  const neighbors = at.filter((row, index) => row === (at[index - 1] ?? 0) + 1).length;
  expect(neighbors).toBeLessThan(500);
});

async function read(file: Blob): Promise<string[]> {
  const rows: string[] = [];
  await readCsv(file, (row) => void rows.push(JSON.stringify(row)));
  return rows;
}
