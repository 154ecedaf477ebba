import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidInputError } from '@optimaldial/client';
import { type CsvSource, readRows, type Row } from '@optimaldial/jobs/rows';
import { array, assert, asyncProperty, constantFrom, integer, record, string } from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'optimaldial-rows-'))));
afterAll(() => rm(folder, { recursive: true }));

const all = (source: CsvSource, delimiter?: string): Promise<Row[]> =>
  Array.fromAsync(readRows(source, { delimiter }));
const bytes = (text: string) => new TextEncoder().encode(text);
async function* chunked<T>(chunks: Iterable<T>): AsyncGenerator<T> {
  yield* chunks;
}

const TEXT = '\uFEFFName,Phone\r\n"Zoë ""Z"", 😀\r\nB",2025550100\r\n\r\nKim,';
const ROWS = [
  { Name: 'Zoë "Z", 😀\r\nB', Phone: '2025550100' },
  { Name: 'Kim', Phone: '' },
];

test('readRows: reads every kind of source', async () => {
  const path = join(folder, 'list.csv');
  await writeFile(path, TEXT);
  for (const source of [path, pathToFileURL(path), new Blob([TEXT]), new File([TEXT], 'list.csv')]) {
    expect(await all(source)).toEqual(ROWS);
  }
  expect(await all(new Response(bytes(TEXT)))).toEqual(ROWS);
  expect(await all(new Blob([TEXT]).stream())).toEqual(ROWS);
  // One UTF-16 code unit, or one byte, at a time.
  expect(await all(chunked(TEXT.split('')))).toEqual(ROWS);
  expect(await all(chunked([...bytes(TEXT)].map((byte) => Uint8Array.of(byte))))).toEqual(ROWS);
});

test.each([
  ['nothing', '', []],
  ['only a header', 'A,B\r\n', []],
  [
    'CR line breaks',
    'A,B\r1,2\r3,4',
    [
      { A: '1', B: '2' },
      { A: '3', B: '4' },
    ],
  ],
  ['mixed line breaks', 'A\n1\r\n2\r3', [{ A: '1' }, { A: '2' }, { A: '3' }]],
  [
    'ragged rows',
    'A,B\n1\n1,2,3',
    [
      { A: '1', B: '' },
      { A: '1', B: '2' },
    ],
  ],
  ['duplicate column names', 'A,A_1,A,A\n1,2,3,4', [{ A: '1', A_1: '2', A_2: '3', A_3: '4' }]],
  ['a quote inside a cell', 'A\n5" tall', [{ A: '5" tall' }]],
])('readRows: reads %s', async (_, text, rows) => {
  expect(await all(new Blob([text]))).toEqual(rows);
});

test('readRows: reads an empty response and another delimiter', async () => {
  expect(await all(new Response(null))).toEqual([]);
  expect(await all(new Blob(['A;B\n1,5;2']), ';')).toEqual([{ A: '1,5', B: '2' }]);
});

test('readRows: returns a column named __proto__ as a cell', async () => {
  const [row = {}] = await all(new Blob(['__proto__,constructor\n1,2']));
  expect(Object.entries(row)).toEqual([
    ['__proto__', '1'],
    ['constructor', '2'],
  ]);
  expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
});

test('readRows: returns each cell as it was, whatever the chunks', async () => {
  const cell = string({ unit: constantFrom('a', ' ', '"', ',', '\r', '\n', 'é', '😀'), maxLength: 4 });
  const table = record({
    rows: array(array(cell, { minLength: 2, maxLength: 2 }), { maxLength: 6 }),
    lineBreak: constantFrom('\r\n', '\n', '\r'),
    size: integer({ min: 1, max: 9 }),
  });
  await assert(
    asyncProperty(table, async ({ rows, lineBreak, size }) => {
      const lines = [['A', 'B'], ...rows].map((cells) =>
        cells.map((text) => `"${text.replaceAll('"', '""')}"`).join(','),
      );
      const encoded = bytes(lines.join(lineBreak));
      const chunks = Array.from({ length: Math.ceil(encoded.length / size) }, (_, index) =>
        encoded.slice(index * size, (index + 1) * size),
      );
      expect(await all(chunked(chunks))).toEqual(rows.map(([A, B]) => ({ A, B })));
    }),
    { numRuns: 200 },
  );
});

test('readRows: ends the stream when the loop ends early', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<string> {
    try {
      for (yield 'A\n'; ;) yield '1\n'.repeat(1000);
    } finally {
      ended = true;
    }
  }
  for await (const row of readRows(endless())) {
    expect(row).toEqual({ A: '1' });
    break;
  }
  await expect.poll(() => ended).toBe(true);
});

test('readRows: throws the error of the source', async () => {
  const broken = new Error('connection lost');
  async function* failing(): AsyncGenerator<string> {
    yield 'A\n1\n';
    throw broken;
  }
  await expect(all(failing())).rejects.toBe(broken);
});

test.each([
  ['a quote that is open at the end', new Blob(['Name\nKim\n"2025550100\n'])],
  [
    'a quote that is open for a million characters',
    new Blob([`Phone\n"2025550100${'\n2025550100'.repeat(100_000)}`]),
  ],
  ['a missing file', 'missing +1 202 555 0100.csv'],
  ['something else', 5],
  ['an object', {}],
])('readRows: throws an InvalidInputError without contents for %s', async (_, source) => {
  const untyped: any = source;
  const error: unknown = await all(untyped).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  const shown = JSON.stringify([String(error), Object.entries(error as Error)]);
  expect(shown).not.toMatch(/Kim|202|Nothing was sent/);
});

test('readRows: rejects a response that was already read', async () => {
  const response = new Response('A\n1');
  await response.text();
  await expect(all(response)).rejects.toThrow('has not been read');
});
