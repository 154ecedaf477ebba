import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copyCheckout } from './copy.ts';
import { type Manifest, problemsOf } from './published/problems.ts';
import { publishScript } from './publish-script.ts';
import { firstExample } from './readme-example.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rehearse-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function git(...args: string[]): Promise<string> {
  return (await promisify(execFile)('git', args, { cwd: join(folder, 'from') })).stdout;
}

const SOUND = {
  'checkout/LICENSE': 'MIT License',
  'package/LICENSE': 'MIT License',
  'package/CHANGELOG.md': '# client\n\n## 0.2.0\n\n- abc: Called.\n\n## 0.1.0\n\n- def: Began.\n',
  'package/dist/index.js': 'export const a = 1;\n',
};
const manifest = {
  name: '@optimaldial/client',
  version: '0.2.0',
  license: 'MIT',
  dependencies: { '@optimaldial/types': '^0.2.0' },
};
const files = ['LICENSE', 'CHANGELOG.md', 'dist/index.js'];
const called = {
  summary: 'Called.\nMore.',
  releases: [{ name: '@optimaldial/client', type: 'minor' as const }],
};

const types = (range: string) => ({ '@optimaldial/types': range });

const problems = (of: Manifest = manifest, changesets = [called]) =>
  problemsOf(join(folder, 'package'), of, files, {
    copy: join(folder, 'checkout'),
    changesets,
    paths: ['/builds/me/'],
  });

test('problemsOf: is empty for a correct package', async () => {
  await write(SOUND);
  expect(await problems()).toEqual([]);
});

test.each([
  ['a source map', { 'package/dist/index.js': 'a;\n//# sourceMappingURL=index.js.map\n' }, /source map/],
  ['a path of the machine', { 'package/dist/index.js': '// /builds/me/src/a.ts\n' }, /path of this machine/],
  ['another license', { 'package/LICENSE': 'Mine' }, /different LICENSE/],
  // Contains the sentence, but under an earlier version.
  [
    'an old changelog',
    { 'package/CHANGELOG.md': '# c\n\n## 0.2.0\n\n## 0.1.0\n\n- Called.\n' },
    /lacks “Called\.” under 0\.2\.0/,
  ],
])('problemsOf: reports %s', async (_, change, message) => {
  await write({ ...SOUND, ...change });
  expect(await problems()).toEqual([expect.stringMatching(message)]);
});

test('problemsOf: requires the version of the types as a range in client, and exactly in testing', async () => {
  await write(SOUND);
  expect(await problems({ ...manifest, dependencies: types('^0.1.0') })).toEqual([
    expect.stringMatching(/0\.1\.0/),
  ]);
  const testing = { ...manifest, name: '@optimaldial/testing', dependencies: types('^0.2.0') };
  expect(await problems(testing, [])).toEqual([
    'depends on @optimaldial/types ^0.2.0 instead of 0.2.0',
    'bundles Prism without its license',
  ]);
});

test('problemsOf: requires the version of the client as a range in jobs', async () => {
  await write(SOUND);
  const jobs = { ...manifest, name: '@optimaldial/jobs' };
  const client = (range: string) => ({ ...jobs, dependencies: { '@optimaldial/client': range } });
  expect(await problems(client('^0.2.0'), [])).toEqual([]);
  expect(await problems(client('^0.1.0'), [])).toEqual([
    'depends on @optimaldial/client ^0.1.0 instead of ^0.2.0',
  ]);
});

test('copyCheckout: includes uncommitted files, and creates a repository without a remote', async () => {
  await write({ 'from/kept.txt': 'old', 'from/gone.txt': 'x', 'from/.gitignore': 'ignored\n' });
  await git('init', '--quiet');
  await git('remote', 'add', 'origin', 'https://remote.invalid/');
  await git('add', '--all');
  await git('-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '--quiet', '-m', 'Begin');
  await write({ 'from/kept.txt': 'changed', 'from/new/deep.txt': 'new', 'from/ignored': 'x' });
  await rm(join(folder, 'from/gone.txt'));
  const to = join(folder, 'to');
  await copyCheckout(join(folder, 'from'), to);
  expect(await readFile(join(to, 'kept.txt'), 'utf8')).toBe('changed');
  const gitOfCopy = async (...args: string[]) => (await promisify(execFile)('git', args, { cwd: to })).stdout;
  expect((await gitOfCopy('ls-files')).trim().split('\n')).toEqual([
    '.gitignore',
    'kept.txt',
    'new/deep.txt',
  ]);
  expect(await gitOfCopy('remote')).toBe('');
  expect(await gitOfCopy('status', '--short')).toBe('');
});

const workflow = (job: string) =>
  `jobs:\n  ${job}:\n    steps:\n      - run: other\n      - name: Publish\n        run: npm publish ./a.tgz\n`;

test('publishScript: returns the script of the step Publish, and fails if the workflow has none', async () => {
  await write({ '.github/workflows/release.yml': workflow('publish') });
  expect(await publishScript(folder)).toBe('npm publish ./a.tgz');
  await write({ '.github/workflows/release.yml': workflow('build') });
  await expect(publishScript(folder)).rejects.toThrow('no step `Publish`');
});

test('firstExample: returns the first example and its output', async () => {
  await write({ 'README.md': '# A\n\n```ts\nconsole.log(1);\n```\n\n```text\n1\n```\n\n```ts\n2;\n```\n' });
  expect(await firstExample(folder)).toEqual({ code: 'console.log(1);\n', output: '1\n' });
});
