import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InvalidInputError } from '@optimaldial/client';
import { inspect } from '@optimaldial/client/node';
import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'optimaldial-inspect-'))));
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, `${files++}.csv`);
  await writeFile(path, content);
  return path;
}

const inspectText = async (text: string | Uint8Array, column?: string) =>
  inspect(await file(text), { column });

test('inspect: counts rows, numbers and the highest possible cost', async () => {
  const text =
    'Name,Phone,Fax\r\nA,(202) 555-0100,\r\nB,+1 202.555.0100,\r\n\r\n"C,\r\nD",2025550101,\r\nE,none,\r\n';
  const path = await file(text);
  const expected = {
    bytes: text.length,
    rows: 4,
    columns: ['Name', 'Phone', 'Fax'],
    delimiter: ',',
    phoneColumn: 'Phone',
    validNumbers: 3,
    distinctNumbers: 2,
    maxCredits: 4,
  };
  expect(await inspect(path)).toEqual(expected);
  expect(await inspect(pathToFileURL(path))).toEqual(expected);
});

test('inspect: counts the numbers of the given column', async () => {
  const text = 'Phone,Work\n2025550100,2025550101\n2025550102,\n2025550103,2025550101\n';
  expect(await inspectText(text, 'Work')).toMatchObject({
    phoneColumn: 'Phone',
    validNumbers: 2,
    distinctNumbers: 1,
    maxCredits: 3,
  });
});

test.each([
  ['a byte order mark', '\uFEFFPhone,Name\n2025550100,A\n', ['Phone', 'Name']],
  ['CR line breaks', 'Phone,Name\r2025550100,A\r', ['Phone', 'Name']],
  ['semicolons', 'Name;Phone\nA,B;2025550100\n', ['Name', 'Phone']],
  ['tabs', 'Name\tPhone\nA\t2025550100', ['Name', 'Phone']],
  [
    'line breaks and delimiters in the header',
    '"Full\nname, first",Phone\nA,2025550100',
    ['Full\nname, first', 'Phone'],
  ],
  ['empty and duplicate column names', ',Name,Phone,Name\n,A,2025550100,B', ['', 'Name', 'Phone', 'Name']],
  ['ragged rows', 'Name,Phone\nA,2025550100,x,y\nB', ['Name', 'Phone']],
])('inspect: reads a file with %s', async (_, text, columns) => {
  expect(await inspectText(text)).toMatchObject({ columns, phoneColumn: 'Phone', validNumbers: 1 });
});

test('inspect: returns zeros if the file has only a header', async () => {
  const nothing = { rows: 0, validNumbers: 0, distinctNumbers: 0, maxCredits: 0 };
  expect(await inspectText('Name,Phone\n')).toMatchObject({ ...nothing, phoneColumn: 'Phone' });
  expect(await inspectText('Name,Mail')).toMatchObject({ ...nothing, phoneColumn: undefined });
});

test('inspect: counts each row once beyond the first chunk and the sample', async () => {
  const phones = phoneNumbers(5000);
  const rows = [...phones, ...phones].map((phone, row) => `"Zoë ☎ ""${row}""\n😀",${phone}`);
  expect(await inspectText(`\uFEFFName,Phone\r\n${rows.join('\r\n')}`)).toMatchObject({
    rows: 10_000,
    columns: ['Name', 'Phone'],
    validNumbers: 10_000,
    distinctNumbers: 5000,
  });
});

const UTF16 = Buffer.from('\uFEFFPhone\r\n2025550100', 'utf16le');
test.each([
  ['an empty file', '', 'is empty'],
  ['blank lines only', '\uFEFF\n\r\n', 'is empty'],
  ['UTF-16', UTF16, 'UTF-16'],
  ['UTF-16 without a byte order mark', UTF16.subarray(2), 'NUL'],
  ['an Excel workbook', Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'Excel'],
  ['no header', 'A,2025550100\nB,2025550101', 'first row'],
  ['a quote that is never closed', 'Phone\n"2025550100\n', 'row 2'],
])('inspect: throws an InvalidInputError for %s, without contents', async (_, content, message) => {
  const error: unknown = await inspectText(content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(InvalidInputError);
  expect(String(error)).toContain(message);
  expect(String(error)).not.toContain('2025550');
});

test('inspect: lists the columns if the given one is missing or ambiguous', async () => {
  const missing = inspectText('Name,Phone,kim@example.com\nA,B,C', '2025550100');
  await expect(missing).rejects.toThrow(
    'no column "[redacted]". Use one of "Name", "Phone", "[redacted]". Nothing',
  );
  await expect(inspectText('Phone,Phone\nA,B', 'Phone')).rejects.toThrow('more than one column "Phone"');
  const wide = Array.from({ length: 30 }, (__, index) => `C${index}`).join();
  await expect(inspectText(wide, 'Phone')).rejects.toThrow(/"C19" and 10 more/);
});

test('inspect: redacts the path if the file is missing or a folder', async () => {
  const path = join(folder, '+1 202 555 0100.csv');
  const missing = inspect(path).catch((error: unknown) => String(error));
  expect(await missing).toMatch(/^InvalidInputError: inspect could not read .*\[redacted\]\.csv \(ENOENT\)/);
  await mkdir(path);
  await expect(inspect(path)).rejects.toThrow(/^inspect needs a file, but .*\[redacted\]\.csv is a folder/);
});
