import { parse } from 'csv-parse/sync';
import { array, assert, constantFrom, integer, property, record, string } from 'fast-check';
import { expect, test } from 'vitest';
import { createRowSplitter, sniffDelimiter } from '../../src/node/inspect/row-splitter.ts';

const onInvalid = (problem: string) => new Error(problem);

function split(chunks: readonly string[], delimiter = ','): (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  const splitter = createRowSplitter(delimiter, (row) => void rows.push(row), onInvalid);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return rows;
}

/** Cuts a text at these positions, modulo its length. */
function cut(text: string, cuts: readonly number[]): string[] {
  const at = cuts.map((position) => position % (text.length + 1)).toSorted((a, b) => a - b);
  return [...at, text.length].map((to, index) => text.slice(at[index - 1] ?? 0, to));
}

const cell = string({
  unit: constantFrom('a', '1', ' ', '"', ',', ';', '\t', '\r', '\n', 'é', '😀'),
  maxLength: 5,
});
const table = record({
  rows: array(array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 8 }),
  delimiter: constantFrom(',', ';', '\t'),
  lineBreak: constantFrom('\r\n', '\n', '\r'),
  // Whether a cell is quoted that needn't be, and whether the last row ends with a line break.
  quoted: array(constantFrom(true, false), { minLength: 8, maxLength: 8 }),
  ended: constantFrom(true, false),
  cuts: array(integer({ min: 0, max: 500 }), { maxLength: 6 }),
});

test('createRowSplitter: returns the rows of csv-parse for any table, cut anywhere', () => {
  assert(
    property(table, ({ rows, delimiter, lineBreak, quoted, ended, cuts }) => {
      const write = (text: string, index: number): string =>
        quoted[index % quoted.length] || /["\r\n,;\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      const lines = rows.map((row, line) =>
        row.map((text, index) => write(text, line + index)).join(delimiter),
      );
      const text = lines.join(lineBreak) + (ended ? lineBreak : '');
      const expected: string[][] = parse(text, {
        delimiter,
        record_delimiter: lineBreak,
        relax_column_count: true,
        skip_empty_lines: true,
      });
      expect(split(cut(text, cuts), delimiter)).toEqual(expected);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['a quote inside a cell', '5" tall,b', [['5" tall', 'b']]],
  ['text after a closing quote', '"a"b"c,d', [['ab"c', 'd']]],
  ['line breaks of all kinds', 'a\r\nb\nc\rd', [['a'], ['b'], ['c'], ['d']]],
  ['blank lines', '\n\r\na\r\n\r\n\r\r\nb\n\n', [['a'], ['b']]],
  ['a quoted empty cell', '""\n"",', [[''], ['', '']]],
])('createRowSplitter: accepts %s', (_, text, rows) => {
  expect(split([text])).toEqual(rows);
  expect(split(text.split(''))).toEqual(rows);
});

test.each([
  ['a quote that is never closed', 'a\nb\n"c\nd', 'quote in row 3'],
  ['a quote that is not closed within a row', `a\n"${'b\n'.repeat(600_000)}`, 'quote in row 2'],
  ['a row of more than a million characters', `a\n${'b,'.repeat(600_000)}`, '1,048,576 characters (row 2)'],
])('createRowSplitter: throws for %s', (_, text, message) => {
  expect(() => split([text])).toThrow(message);
});

test.each([
  ['Name,Phone\na;b;c;d', ','],
  ['"Last, first, middle";Phone', ';'],
  ['"Last;""first"""\tPhone;\tNote\n,,,', '\t'],
  ['Phone', ','],
  ['\r\n\nName;Phone\r\n', ';'],
  ['\tPhone\n', '\t'],
])('sniffDelimiter: reads the first row of %j', (text, delimiter) => {
  expect(sniffDelimiter(text)).toBe(delimiter);
});
