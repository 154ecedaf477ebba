import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, outside, root } from '@optimaldial/checks/shell';
import type { Page } from './page.ts';
import { VERSIONS } from './versions.ts';

/** Every project has the types that a page's code is compiled with. */
const TYPES = ['@types/node', '@types/pg'];

const TSCONFIG = {
  compilerOptions: {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'esnext',
    types: ['node'],
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    skipLibCheck: true,
  },
};

/**
 * Creates a project outside the workspace: the files of a page in an empty folder, and what its `npm install`
 * installs, with our packages as they were packed.
 *
 * @returns the folder
 */
export async function makeProject(parent: string, page: Page, tarballs: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(parent, 'project-'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const others = [...page.packages, ...TYPES].filter((name) => !name.startsWith('@optimaldial/'));
  const install = ['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'];
  await must([...install, ...tarballs, ...[...new Set(others)].map(withVersion)], folder, outside);
  await writeFiles(folder, page.files);
  return folder;
}

/** Writes the files of a page into a folder, with folders for lists and results. */
export async function writeFiles(folder: string, files: Page['files']): Promise<void> {
  for (const [name, code] of Object.entries(files)) await writeFile(join(folder, name), code);
  for (const name of ['lists', 'results']) await mkdir(join(folder, name), { recursive: true });
}

/** Compiles the files of a project as strictly as `tsc --strict`. */
export async function compile(folder: string): Promise<void> {
  await must([process.execPath, `${root}node_modules/typescript/bin/tsc`, '-p', folder], folder);
}

function withVersion(name: string): string {
  const version = VERSIONS[name];
  if (version === undefined) throw new Error(`Add the version of ${name} to project/versions.ts.`);
  return `${name}@${version}`;
}
