import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { installConsumer } from '@optimaldial/checks/consumer';
import { must, root } from '@optimaldial/checks/shell';
import { inject } from 'vitest';

/** A folder outside the workspace that has the packed packages installed. */
export async function makeProject(): Promise<string> {
  const project = await mkdtemp(join(inject('folder'), 'serverless-'));
  await installConsumer(project, inject('packed'));
  return project;
}

/** Creates a folder in a project with files of a page. Platforms and drivers are those of this package. */
export async function makeFolder(project: string, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(project, 'folder-'));
  await symlink(join(import.meta.dirname, '../node_modules'), join(folder, 'node_modules'), 'junction');
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  for (const [name, code] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), code);
  }
  return folder;
}

/** Compiles the files of a folder as strictly as `tsc --strict`. */
export async function compile(folder: string, options: object = {}): Promise<void> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'nodenext',
    target: 'esnext',
    types: ['node'],
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: true,
    ...options,
  };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['**/*.ts'], exclude: ['node_modules'] }),
  );
  await must([process.execPath, `${root}node_modules/typescript/bin/tsc`, '-p', folder], folder);
}
