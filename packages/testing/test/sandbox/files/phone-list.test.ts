import { expect, test } from 'vitest';
import { readCsv } from '../../../src/sandbox/files/csv-reader.ts';
import { createCsv } from '../../../src/sandbox/files/csv-writer.ts';
import { readList } from '../../../src/sandbox/files/phone-list.ts';
import { writeResults } from '../../../src/sandbox/files/results.ts';

const phone = (row: number): string => `+1415555${String(100 + (row % 100)).padStart(4, '0')}`;

/** A list of several megabytes with special characters in its cells. */
function long(rows: number): File {
  const csv = createCsv();
  csv.add(['Name', 'Phone', 'Note']);
  for (let row = 0; row < rows; row++) {
    csv.add([`Zoë ${row}`, row % 3 === 0 ? 'none' : phone(row), `said “no”, "twice"\nand ☎`]);
  }
  return new File(['\uFEFF', csv.file()], 'long.csv');
}

test('readCsv: keeps every row across chunk boundaries', async () => {
  const rows: (readonly string[])[] = [];
  await readCsv(long(20_000), (row) => void rows.push(row));
  expect(rows).toHaveLength(20_001);
  expect(rows[0]).toEqual(['Name', 'Phone', 'Note']);
  for (const [line, row] of rows.slice(1).entries()) {
    expect(row).toEqual([`Zoë ${line}`, line % 3 === 0 ? 'none' : phone(line), 'said “no”, "twice"\nand ☎']);
  }
});

test('readList and writeResults: yield to the event loop for a long list', async () => {
  let turns = 0;
  const count = (): void => {
    turns += 1;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const list = await readList({ file: long(20_000), phone_column: 'Phone' });
  const counted = turns;
  await writeResults(list);
  clearImmediate(timer);
  expect(list).toMatchObject({ total: 20_000, valid: 13_333, invalid: 6667 });
  // One for each 64 KiB of the file.
  expect(counted).toBeGreaterThan(10);
  expect(turns - counted).toBeGreaterThan(10);
});

test('writeResults: both result files agree on each row', async () => {
  const list = await readList({ file: long(3000), phone_column: 'Phone' });
  const { processed, filtered } = await writeResults(list);
  const rows = { processed: new Array<readonly string[]>(), filtered: new Array<readonly string[]>() };
  await readCsv(processed, (row) => void rows.processed.push(row));
  await readCsv(filtered, (row) => void rows.filtered.push(row));
  expect(rows.processed[0]).toEqual(['Name', 'Phone', 'Note', 'optimaldial_status']);
  expect(rows.processed).toHaveLength(3001);
  const none = rows.processed.filter(([, number]) => number === 'none');
  expect(none).toHaveLength(1000);
  expect(rows.processed.filter(([, , , result]) => result === 'Invalid')).toEqual(none);
  const likely = rows.processed.filter(([, , , result]) => result === 'Likely Answer');
  expect(likely.length).toBeGreaterThan(100);
  expect(rows.filtered).toEqual([rows.processed[0], ...likely]);
});

test('readCsv: rejects with an error thrown for a row', async () => {
  const error = new Error('enough');
  let rows = 0;
  const reading = readCsv(long(20_000), () => {
    rows += 1;
    if (rows === 5) throw error;
  });
  await expect(reading).rejects.toBe(error);
  expect(rows).toBe(5);
});
