import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { root } from '@optimaldial/checks/shell';
import type { Spec } from '@optimaldial/codegen/spec';
import { compareSpecs, type Change } from '../src/diff/compare.ts';
import { assess } from '../src/release/assess.ts';
import { formatChangeset, readPending } from '../src/release/changesets.ts';
import { compileSurface } from '../src/release/compile-surface.ts';
import { sentenceOf } from '../src/release/sentence.ts';
import { collectSurface, formatSurface, parseSurface } from '../src/release/surface.ts';
import { objectionTo } from '../src/release/verdict.ts';

// These tests run compilers, in parallel with other tests.
vi.setConfig({ testTimeout: 120_000 });

const text = await readFile(`${root}packages/types/openapi.json`, 'utf8');
const spec = JSON.parse(text) as Spec;
const surface = await collectSurface(root);

const folders: string[] = [];
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))));

async function makeFolder(prefix: string): Promise<string> {
  const folder = await mkdtemp(prefix);
  folders.push(folder);
  return folder;
}

/** An edited copy of the spec. */
function edited(edit: (schemas: any) => unknown): Spec {
  const copy = structuredClone(spec);
  edit(copy.components.schemas);
  return copy;
}

/** The client with two renamed options, in a folder of the real one, so that imports resolve. */
async function otherClient(): Promise<string> {
  const folder = await makeFolder(`${root}packages/client/.released-`);
  await cp(`${root}packages/client/src`, `${folder}/src`, { recursive: true });
  await cp(`${root}packages/client/package.json`, `${folder}/package.json`);
  await writeFile(`${folder}/tsconfig.json`, '{ "extends": "../tsconfig.json" }');
  for (const name of await readdir(`${folder}/src`, { recursive: true })) {
    if (!name.endsWith('.ts')) continue;
    const code = await readFile(`${folder}/src/${name}`, 'utf8');
    await writeFile(`${folder}/src/${name}`, code.replaceAll(/maxRetries|reconcile\b/g, '$&Now'));
  }
  return folder;
}

test('parseSurface: is the inverse of formatSurface', () => {
  expect(parseSurface(formatSurface(surface))).toEqual(surface);
  expect(surface.map(({ place }) => place)).toEqual(
    expect.arrayContaining(['packages/client/test/request/client.test-d.ts', 'README.md, example 1']),
  );
});

test('compileSurface: accepts the current surface', async () => {
  expect(await compileSurface(surface, spec)).toEqual([]);
});

test('compileSurface: reports examples and type tests that a renamed option breaks', async () => {
  const broken = await compileSurface(surface, spec, { from: await otherClient() });
  expect(broken).toContainEqual({
    place: expect.stringMatching(/^packages\/client\/test\/request\/client\.test-d\.ts, line \d+$/),
    why: expect.stringContaining('maxRetries'),
  });
  expect(broken).toContainEqual({
    place: expect.stringMatching(/README\.md, example \d+, line \d+$/),
    why: expect.stringContaining("'reconcile'"),
  });
});

test('compileSurface: reports examples that a change of the spec breaks, but not type tests', async () => {
  // Since then a field was removed, a value added, and a string became what fits a number too.
  const released = edited(({ Upload, UploadStatus }) => {
    Upload.properties.row_count = { type: 'integer' };
    UploadStatus.enum = ['completed', 'failed'];
  });
  const use = `import type { Upload } from '@optimaldial/types';
export const rows = (upload: Upload) => upload.row_count;\n`;
  const exact = `import type { Upload } from '@optimaldial/types';
import { expectTypeOf } from 'vitest';
expectTypeOf<Upload['status']>().toEqualTypeOf<'completed' | 'failed'>();\n`;
  const expectation = `import type { Upload } from '@optimaldial/types';
// @ts-expect-error: there was no such field
export const source = (upload: Upload) => upload.source;\n`;
  expect(
    await compileSurface(
      [
        { place: 'README.md, example 1', code: use },
        { place: 'README.md, example 2', code: expectation },
        { place: 'packages/types/test/a.test-d.ts', code: use },
        { place: 'packages/types/test/b.test-d.ts', code: exact },
      ],
      released,
    ),
  ).toEqual([
    { place: 'README.md, example 1, line 2', why: expect.stringContaining("'row_count' does not exist") },
  ]);
});

test('assess: requires the larger bump of the spec and the surface', async () => {
  const released = { spec: edited(({ Upload }) => (Upload.description = 'A list.')), surface: [] };
  const broken = [
    { place: 'README.md, example 1', code: "import { gone } from '@optimaldial/client';\nvoid gone;\n" },
  ];
  expect((await assess(released, spec, '1.2.3')).needed).toBe('patch');
  expect((await assess({ ...released, surface: broken }, spec, '1.2.3')).needed).toBe('major');
  expect((await assess({ ...released, surface: broken }, spec, '0.1.0')).needed).toBe('minor');
});

const change = (what: string, rest: Partial<Change> = {}): Change => ({
  severity: 'additive',
  operations: [],
  field: '',
  what,
  newValues: [],
  ...rest,
});

test('sentenceOf: starts with breaking changes, then additions, then new values', async () => {
  const now = edited(({ Upload, UploadStatus, UploadList }) => {
    delete Upload.properties.file_size_bytes;
    Upload.properties.row_count = { type: 'integer' };
    UploadStatus.enum.push('paused');
    UploadList.description = 'A page.';
  });
  const changes = await compareSpecs(spec, now);
  expect(sentenceOf({ changes, broken: [] })).toBe(
    'Removed `file_size_bytes` from `Upload` (breaking); added `paused` to the values of `UploadStatus` and added `row_count` to `Upload`; an exhaustive switch over `UploadStatus` needs a case for `paused`.',
  );
});

test('sentenceOf: describes a docs change if nothing else changed', () => {
  const changes = [change('Reworded the description of `Upload`', { severity: 'docs' })];
  expect(sentenceOf({ changes, broken: [] })).toBe('Reworded the description of `Upload`.');
});

test('sentenceOf: shortens a long list of changes', () => {
  const changes = Array.from({ length: 20 }, (_, index) => change(`Added \`${index}\``));
  expect(sentenceOf({ changes, broken: [] })).toMatch(/^Added `0`, added `1`, .* and 13 more\.$/);
});

test('sentenceOf: names the examples that no longer compile', () => {
  const broken = [
    { place: 'README.md, example 1, line 3', why: '' },
    { place: 'README.md, example 1, line 4', why: '' },
  ];
  expect(sentenceOf({ changes: [], broken })).toBe('Changed what README.md, example 1 shows (breaking).');
});

test('objectionTo: says what to run if no changeset covers a change', () => {
  const assessment = { changes: [change('Added `a` to `Upload`')], broken: [], needed: 'minor' } as const;
  const none = objectionTo(assessment, { namesTypes: false });
  expect(none).toContain('require a minor release, but no changeset requests one:\n  additive  Added `a`');
  expect(none).toContain('npx -y pnpm@12 spec:release');
  expect(objectionTo(assessment, { bump: 'patch', namesTypes: true })).toContain(
    'request only a patch release',
  );
  // The bump is large enough, but no changeset names the types package.
  expect(objectionTo(assessment, { bump: 'major', namesTypes: false })).toContain(
    'no changeset requests one',
  );
  expect(objectionTo(assessment, { bump: 'minor', namesTypes: true })).toBeUndefined();
  expect(objectionTo(assessment, { bump: 'major', namesTypes: true })).toBeUndefined();
});

test('objectionTo: lists code that no longer compiles, and returns undefined if nothing changed', () => {
  const broken = [{ place: 'README.md, example 1, line 3', why: "No 'gone'" }];
  const pending = { bump: 'minor', namesTypes: false } as const;
  expect(objectionTo({ changes: [], broken, needed: 'major' }, pending)).toContain(
    "breaking  README.md, example 1, line 3 no longer compiles: No 'gone'",
  );
  expect(objectionTo({ changes: [], broken, needed: 'minor' }, pending)).toBeUndefined();
  expect(objectionTo({ changes: [], broken: [] }, { namesTypes: false })).toBeUndefined();
});

test('readPending: reads the bump of a changeset that formatChangeset wrote', async () => {
  const folder = await makeFolder(join(tmpdir(), 'spec-release-'));
  await mkdir(`${folder}/.changeset`);
  await cp(`${root}.changeset/config.json`, `${folder}/.changeset/config.json`);
  expect(await readPending(folder)).toEqual({ namesTypes: false });

  await writeFile(`${folder}/.changeset/other.md`, "---\n'@optimaldial/client': minor\n---\n\nMended.\n");
  expect(await readPending(folder)).toEqual({ bump: 'minor', namesTypes: false });

  const changeset = await formatChangeset(folder, 'patch', 'Added `a`.');
  expect(changeset).toBe(
    "---\n'@optimaldial/types': patch\n'@optimaldial/client': patch\n'@optimaldial/testing': patch\n'@optimaldial/jobs': patch\n---\n\nAdded `a`.\n",
  );
  await writeFile(`${folder}/.changeset/spec.md`, changeset);
  expect(await readPending(folder)).toEqual({ bump: 'minor', namesTypes: true });
});
