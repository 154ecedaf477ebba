import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { root } from '@optimaldial/checks/shell';
import { afterAll, expect, test } from 'vitest';
import { readBase, readReleased } from '../src/diff/base.ts';
import { asMarkdown, asTable, type Report } from '../src/diff/report.ts';

const folder = await mkdtemp(join(tmpdir(), 'spec-diff-report-'));
afterAll(() => rm(folder, { recursive: true }));

const change = { operations: ['GET /a'], field: 'A.b', newValues: [] };
const report: Report = {
  base: 'the released spec',
  version: '0.1.0',
  bump: 'minor',
  changes: [
    { ...change, severity: 'breaking', what: 'Changed the type of `b` of `A` from string to string | null' },
    { ...change, severity: 'additive', what: 'Added `c` to `A`', operations: ['GET /a', 'GET /b'] },
    { ...change, severity: 'additive', what: 'Added `d` to the values of `A`', newValues: ['d'] },
    { ...change, severity: 'docs', what: 'Changed the version', operations: [], field: '' },
  ],
};

test('asTable: has a section for each severity, and one for new values', () => {
  expect(
    asTable(report)
      .split('\n')
      .filter((line) => !line.startsWith('  ')),
  ).toEqual([
    'Breaking',
    '',
    'New values: an exhaustive switch needs a case for them',
    '',
    'Additive',
    '',
    'Docs only',
    '',
    'Compared with the released spec, the changes require a minor release (from 0.1.0; before 1.0, breaking changes are minor and all others patch).',
  ]);
  expect(asTable(report)).toContain('\n  GET /a and GET /b  A.b  Added `c` to `A`\n');
  expect(asTable(report)).toMatch(/\n {2}the whole API {4} +Changed the version\n/);
});

test('asMarkdown: escapes a pipe in a type', () => {
  expect(asMarkdown(report)).toContain(
    '### Breaking\n\n| where | field | what |\n| --- | --- | --- |\n| GET /a | A.b | Changed the type of `b` of `A` from string to string \\| null |\n',
  );
});

test('asTable: prints one line if nothing changed', () => {
  const { bump: _, ...rest } = report;
  expect(asTable({ ...rest, changes: [] })).toBe('Nothing differs from the released spec.');
});

test('readReleased and readBase: return undefined before the first release, and reject other files and unknown refs', async () => {
  expect(await readReleased(join(folder, 'released.json'))).toBeUndefined();
  await writeFile(join(folder, 'other.json'), '{ "openapi": "3.1.0" }');
  await expect(readReleased(join(folder, 'other.json'))).rejects.toThrow('is not a bundled spec');
  await expect(readBase('no-such-file-or-ref')).rejects.toThrow('neither a file nor a git ref');
});

test('spec:diff: compares with a file and prints JSON', { timeout: 60_000 }, async () => {
  const text = await readFile(`${root}packages/types/openapi.json`, 'utf8');
  const older = JSON.parse(text);
  delete older.components.schemas.Upload.properties.source;
  await writeFile(join(folder, 'older.json'), JSON.stringify(older));
  const script = fileURLToPath(new URL('../src/diff.ts', import.meta.url));
  const args = [script, join(folder, 'older.json'), '--json'];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  expect(JSON.parse(stdout)).toMatchObject({
    base: join(folder, 'older.json'),
    changes: [{ severity: 'additive', field: 'Upload.source', what: 'Added `source` to `Upload`' }],
  });
});
