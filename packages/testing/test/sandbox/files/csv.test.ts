import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCsvParser, CsvError } from '../../../src/sandbox/files/csv-parser.ts';
import { readCsv } from '../../../src/sandbox/files/csv-reader.ts';
import { createCsv } from '../../../src/sandbox/files/csv-writer.ts';

type Row = readonly string[];

/** Parses in chunks of some characters. */
function parse(text: string, chunk = text.length || 1): Row[] {
  const parser = createCsvParser();
  const rows: Row[] = [];
  for (let at = 0; at < text.length; at += chunk) rows.push(...parser.push(text.slice(at, at + chunk)));
  return [...rows, ...parser.end()];
}

// The output of csv.reader in Python 3.11, without its empty rows for blank lines.
describe.each([1, 2, 1000])('CSV parser: matches Python in chunks of %i', (chunk) => {
  test.each<[string, string, Row[]]>([
    [
      'CRLF, then LF, then CR',
      'a,b\r\n1,2\n3,4\r5,6',
      [
        ['a', 'b'],
        ['1', '2'],
        ['3', '4'],
        ['5', '6'],
      ],
    ],
    ['an Excel text formula', '="4155550123",x\n', [['="4155550123"', 'x']]],
    ['a quoted text formula', '"=""4155550123""",x', [['="4155550123"', 'x']]],
    ['a quote in an unquoted cell', '5" pipe,2" nail\n', [['5" pipe', '2" nail']]],
    ['quotes around a word in a cell', 'Bob "Slim" Hill,1', [['Bob "Slim" Hill', '1']]],
    ['text after a closing quote', '"Bob" "Slim" Hill,1', [['Bob "Slim" Hill', '1']]],
    ['a space before a quote', 'a, "b,c"', [['a', ' "b', 'c"']]],
    ['a space after a quote', '"a" ,b', [['a ', 'b']]],
    ['doubled quotes', '"a""b","""",""', [['a"b', '"', '']]],
    ['line breaks in quotes', '"a\r\nb\rc\nd",e\r\n', [['a\r\nb\rc\nd', 'e']]],
    ['blank lines', '\n\r\n\ra\n\n\n""\n,\n', [['a'], [''], ['', '']]],
    ['an empty last cell', 'a,', [['a', '']]],
    ['nothing', '', []],
  ])('for %s', (_, text, rows) => expect(parse(text, chunk)).toEqual(rows));

  test.each([
    ['never closed', 'a\r\n"b"\r\n1\n"c', 'The quote on line 4 is never closed'],
    ['opened after a cell with line breaks', '"a\r\nb\nc\rd"\n"', 'The quote on line 5 is never closed'],
  ])('rejects a quote that is %s with its line', (_, text, message) => {
    expect(() => parse(text, chunk)).toThrow(message);
  });
});

test.each([
  ['a cell over 131,072 characters', `a\n${'x'.repeat(131_073)}`, 'Line 2 has a cell of more than 131,072'],
  ['a quoted cell over 131,072 characters', `a\n\n"${'\n'.repeat(131_073)}"`, 'The quote on line 3'],
  ['over 16,384 columns', `a\n${','.repeat(16_384)}`, 'Line 2 has more than 16,384 columns'],
])('CSV parser: rejects %s', (_, text, message) => {
  expect(() => parse(text)).toThrow(message);
});

test('CSV parser: accepts 16,384 columns and a cell of 131,072 characters', () => {
  expect(parse(','.repeat(16_383))[0]).toHaveLength(16_384);
  expect(parse('x'.repeat(131_072))[0]).toEqual(['x'.repeat(131_072)]);
});

const cell = fc.string({
  unit: fc.constantFrom('a', '"', ',', '\r', '\n', ' ', 'é', '☎', '='),
  maxLength: 8,
});

test('CSV writer and parser: round-trip any rows in any chunks', () => {
  const table = fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 6 });
  return fc.assert(
    fc.asyncProperty(table, fc.integer({ min: 1, max: 9 }), async (rows, chunk) => {
      const csv = createCsv();
      for (const [index, row] of rows.entries()) {
        const cells = [...row.entries()].filter(([at, text]) => text !== '' || at % 2 === 0);
        if (index % 2 === 0) csv.add(row);
        else csv.addSparse(row.length, cells);
      }
      const file = csv.file();
      expect(parse(await file.text(), chunk)).toEqual(rows);
      expect(csv.length).toBe((await file.text()).length);
    }),
    { seed: 1, numRuns: 500 },
  );
});

/** The rows or the error. */
function outcome(text: string, chunk: number): unknown {
  try {
    return parse(text, chunk);
  } catch (error) {
    return String(error);
  }
}

test('CSV parser: chunk size changes neither rows nor errors', () => {
  let refused = 0;
  fc.assert(
    fc.property(cell, cell, cell, fc.integer({ min: 1, max: 9 }), (one, two, three, chunk) => {
      const whole = outcome(one + two + three, 1000);
      if (typeof whole === 'string') refused += 1;
      expect(outcome(one + two + three, chunk)).toEqual(whole);
    }),
    { seed: 1, numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(100);
});

const rowsOf = async (...parts: (string | Uint8Array<ArrayBuffer>)[]): Promise<Row[]> => {
  const rows: Row[] = [];
  await readCsv(new Blob(parts), (row) => void rows.push(row));
  return rows;
};

test('readCsv: removes a byte order mark, also before a quote', async () => {
  expect(await rowsOf('\uFEFF"Name",Phone\n')).toEqual([['Name', 'Phone']]);
});

test('readCsv: keeps a character that spans two chunks', async () => {
  const text = `${'x'.repeat(65_535)}☎`;
  expect(await rowsOf(text)).toEqual([[text]]);
});

test.each([
  ['UTF-16, little endian', Buffer.from('\uFEFFPhone\n', 'utf16le'), 'The file is encoded in UTF-16'],
  ['UTF-16, big endian', Buffer.from('\uFEFFPhone\n', 'utf16le').swap16(), 'The file is encoded in UTF-16'],
  ['UTF-16 without a mark', Buffer.from('Phone\n', 'utf16le'), 'contains a NUL character'],
  ['NUL in a later chunk', `${'x\n'.repeat(40_000)}\0`, 'contains a NUL character'],
  ['an Excel workbook', 'PK\u0003\u0004…', 'is an Excel workbook'],
])('readCsv: rejects %s', async (_, file, message) => {
  const reading = rowsOf(file);
  await expect(reading).rejects.toBeInstanceOf(CsvError);
  await expect(reading).rejects.toThrow(message);
});
