import { expect, test } from 'vitest';
import { compared, formatReport } from './report.ts';

const rows = [
  { name: 'a peer', figures: { µs: 8, 'KiB allocated': 12 } },
  { name: 'ours', figures: { µs: 6, 'KiB allocated': 100.4 } },
];
const report = compared('one call', rows, { '× a peer': 'a peer' }, 'µs');

const cells = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));

test('formatReport: prints ratios before figures', () => {
  expect(cells(formatReport(report))).toEqual([
    ['one call', '× a peer', 'µs', 'KiB allocated'],
    ['a peer', '1', '8', '12'],
    ['ours', '0.75', '6', '100'],
  ]);
});

test('formatReport: aligns columns with their headings', () => {
  const lines = formatReport(report).split('\n');
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
});

test('compared: has no ratio if the row to compare with is missing', () => {
  const lone = compared('one call', rows, { '× missing': 'missing' }, 'µs');
  expect(cells(formatReport(lone))[1]).toEqual(['a peer', '–', '8', '12']);
});

test('formatReport: prints an earlier run first, and a dash for a row that it lacks', () => {
  const earlier = compared('one call', rows.slice(0, 1), { '× a peer': 'a peer' }, 'µs');
  expect(cells(formatReport(report, earlier)).slice(1)).toEqual([
    ['a peer', '1 → 1', '8 → 8', '12 → 12'],
    ['ours', '– → 0.75', '– → 6', '– → 100'],
  ]);
});
