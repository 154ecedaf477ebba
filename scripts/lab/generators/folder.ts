import { copyFile, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, outside } from '@optimaldial/checks/shell';

const here = import.meta.dirname;
const modules = join(here, 'node_modules');

/** A project that uses generators, as a user would create it. */
export interface Folder {
  readonly path: string;
  /** Runs a command that a package installs, as `npx` would. */
  readonly npx: (command: readonly string[]) => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** Creates a project with files. The generators are installed in it. */
export async function makeFolder(files: Readonly<Record<string, string>>): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'optimaldial-generators-'));
  await symlink(modules, join(path, 'node_modules'), 'junction');
  await copyFile(join(here, 'scenario.ts'), join(path, 'scenario.ts'));
  await writeFile(join(path, 'package.json'), '{ "private": true, "type": "module" }');
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return {
    path,
    npx: async ([name = '', ...args]) => {
      await must([process.execPath, await binary(name), ...args], path, outside);
    },
    remove: () => rm(path, { recursive: true, maxRetries: 5 }),
  };
}

/** The file that a package installs as a command, by the name of the package or of the command. */
export async function binary(name: string): Promise<string> {
  const packages: Readonly<Record<string, string>> = { tsc: 'typescript' };
  const root = join(modules, packages[name] ?? name);
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    bin: string | Readonly<Record<string, string>>;
  };
  const [first = ''] = Object.values(bin);
  return join(root, typeof bin === 'string' ? bin : (bin[name] ?? first));
}

/** The bytes of all TypeScript files that were generated, without the examples. */
export async function generatedSize(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  const generated = names.filter(
    (name) => name.endsWith('.ts') && !/^node_modules|^(scenario|example|main)\.ts$/.test(name),
  );
  const sizes = await Promise.all(generated.map(async (name) => (await stat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
