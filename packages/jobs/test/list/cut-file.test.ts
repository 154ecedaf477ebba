import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutFile } from '../../src/list/cut-file.ts';
import { scanRows } from '../../src/list/scan-csv.ts';

const HEADER = 'Name;"Pho""ne"\r\n';

/** Rows of a CSV file as text, with everything that quotes can contain. */
const rows = fc.array(
  fc
    .tuple(
      fc.string({ maxLength: 8, unit: fc.constantFrom('a', '"', ';', ',', '\n', '\r', ' ', 'é') }),
      fc.nat(9999),
    )
    .map(([name, phone]) => `"${name.replaceAll('"', '""')}";${phone}\r\n`),
  { maxLength: 40 },
);

const limits = fc.record({ rows: fc.integer({ min: 1, max: 9 }), bytes: fc.integer({ min: 60, max: 400 }) });

test('cutFile: keeps every row once, in order, in balanced parts within the limits', async () => {
  await fc.assert(
    fc.asyncProperty(rows, limits, async (given, limit) => {
      const { rows: counted, parts } = await cutFile(new Blob([HEADER, ...given]), limit);
      expect(counted).toBe(given.length);
      const texts = await Promise.all(parts.map((part) => part.text()));
      for (const text of texts) expect(text.startsWith(HEADER)).toBe(true);
      expect(texts.map((text) => text.slice(HEADER.length)).join('')).toBe(given.join(''));
      const counts = await Promise.all(parts.map(countRows));
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
      const longestRow = Math.max(0, ...given.map((row) => new Blob([row]).size));
      if (longestRow + HEADER.length > limit.bytes) return;
      expect(Math.max(...counts)).toBeLessThanOrEqual(limit.rows);
      expect(Math.max(...parts.map(({ size }) => size))).toBeLessThanOrEqual(limit.bytes);
    }),
  );
});

test.each([
  ['', 0],
  ['Phone', 1],
  ['Phone\n1', 2],
  ['Phone\r\n\r\n1\r\n\r\n', 2],
  ['\uFEFF"Pho\nne"\n1\n', 2],
  ['Phone,Size\n1,5" pipe\n2,3" pipe\n', 3],
])('scanRows: counts the rows of %j', async (text, count) => {
  let found = 0;
  await scanRows(new Blob([text]), () => void (found += 1));
  expect(found).toBe(count);
});

async function countRows(part: Blob): Promise<number> {
  let count = -1;
  await scanRows(part, () => void (count += 1));
  return count;
}
