import { expect, test } from 'vitest';
import { cyclesOf } from '../src/structure/cycles.ts';
import { importsOf, packagesOf } from '../src/structure/imports.ts';
import { problemsOf } from '../src/structure/rules.ts';

const problems = (tree: Readonly<Record<string, string>>): string[] => {
  const files = Object.keys(tree);
  const read = (file: string): string => tree[file] ?? '';
  return problemsOf(importsOf(files, read), packagesOf(files, read), files);
};
const manifest = (name: string, dependencies: readonly string[] = []): string =>
  JSON.stringify({ name, dependencies: Object.fromEntries(dependencies.map((one) => [one, '*'])) });

test('structure: a tree without cycles passes', () => {
  expect(
    problems({
      'a/package.json': manifest('a', ['b']),
      'b/package.json': manifest('b'),
      'a/src/index.ts': "export * from './call/call.ts';\nimport 'b';",
      'a/src/call/call.ts': "import type { T } from '../errors/base.ts';\nexport type U = T;",
      'a/src/errors/base.ts': 'export type T = string;',
    }),
  ).toEqual([]);
});

test.each([
  ['an import', "import { y } from './y.ts';"],
  ['a type import', "import type { Y } from './y.ts';"],
  ['an export', "export * from './y.ts';"],
  ['a dynamic import', "await import('./y.ts');"],
  ['an inline type import', "export type Z = import('./y.ts').Y;"],
])('structure: reports a cycle between files through %s', (_, code) => {
  const tree = { 'a/src/x.ts': code, 'a/src/y.ts': "import './x.ts';" };
  expect(problems(tree)).toEqual(['Import cycle between files: a/src/x.ts, a/src/y.ts.']);
});

test('structure: reports a cycle between folders whose files have none', () => {
  expect(
    problems({
      'a/package.json': manifest('a'),
      'a/src/one/x.ts': "import '../two/y.ts';",
      'a/src/two/y.ts': '',
      'a/src/two/z.ts': "import '../one/w.ts';",
      'a/src/one/w.ts': '',
    }),
  ).toEqual(['Import cycle between folders of a/src: one, two.']);
});

test('structure: reports a relative import of another package, and a cycle between packages', () => {
  expect(
    problems({
      'a/package.json': manifest('a', ['b']),
      'b/package.json': manifest('b', ['a']),
      'a/test/x.test.ts': "import '../../b/src/y.ts';",
      'b/src/y.ts': '',
    }),
  ).toEqual([
    'a/test/x.test.ts imports b/src/y.ts of another package: import it by the name of the package.',
    'Cycle between packages: a, b.',
  ]);
});

test('structure: a nested package owns its files when the outer one is listed first', () => {
  expect(
    problems({
      'a/package.json': manifest('a'),
      'a/nested/package.json': manifest('nested'),
      'a/nested/src/y.ts': '',
      'a/src/x.ts': "import '../nested/src/y.ts';",
    }),
  ).toEqual([
    'a/src/x.ts imports a/nested/src/y.ts of another package: import it by the name of the package.',
  ]);
});

test('structure: reports a folder with too many files', () => {
  const tree = Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`a/src/f${index}.ts`, '']));
  expect(problems(tree)).toEqual(['a/src has 15 files: group them in folders of at most 14.']);
});

test('cyclesOf: separates cycles, and ignores a node that only leads to one', () => {
  const graph = new Map([
    ['start', ['a']],
    ['a', ['b']],
    ['b', ['a', 'c']],
    ['c', ['d']],
    ['d', ['c']],
  ]);
  expect(cyclesOf(graph).map((cycle) => cycle.toSorted())).toEqual([
    ['c', 'd'],
    ['a', 'b'],
  ]);
});
