import { expect, test } from 'vitest';
import { packagesOf } from '@optimaldial/checks/installed';
import { compared, formatTable } from '../bench/table.ts';

const rows = [
  { name: 'a peer', figures: { µs: 8, 'KiB allocated': 12 } },
  { name: 'ours', figures: { µs: 6, 'KiB allocated': 100.4 } },
];
const table = compared('one call', rows, { '× a peer': 'a peer' }, 'µs');

const cells = (text: string) => text.split('\n').map((line) => line.trim().split(/ {2,}/));

test('a table puts ratios first, each to the row that it names', () => {
  expect(cells(formatTable(table))).toEqual([
    ['one call', '× a peer', 'µs', 'KiB allocated'],
    ['a peer', '1', '8', '12'],
    ['ours', '0.75', '6', '100'],
  ]);
});

test('columns stand under their headings', () => {
  const lines = formatTable(table).split('\n');
  expect(new Set(lines.map(({ length }) => length)).size).toBe(1);
});

test('a ratio to a row that is not there is no number', () => {
  const lone = compared('one call', rows, { '× nobody': 'nobody' }, 'µs');
  expect(cells(formatTable(lone))[1]).toEqual(['a peer', '–', '8', '12']);
});

test('two runs stand side by side, and a row that is new has no earlier figure', () => {
  const earlier = compared('one call', rows.slice(0, 1), { '× a peer': 'a peer' }, 'µs');
  expect(cells(formatTable(table, earlier)).slice(1)).toEqual([
    ['a peer', '1 → 1', '8 → 8', '12 → 12'],
    ['ours', '– → 0.75', '– → 6', '– → 100'],
  ]);
});

test('an installation brings what is depended on, near and far, each once', async () => {
  expect((await packagesOf('packages/client')).toSorted()).toEqual([
    '@optimaldial/client',
    '@optimaldial/types',
    'openapi-fetch',
    'openapi-typescript-helpers',
  ]);
});
