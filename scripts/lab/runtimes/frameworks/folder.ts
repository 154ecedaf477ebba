import { mkdir, mkdtemp, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject } from 'vitest';
import { program } from '../program.ts';

const here = import.meta.dirname;
const tools = join(here, 'tools/node_modules');

/** The lowest Node versions that `engines` allows, and the Node of the workspace. */
export const NODES: Readonly<Record<string, string>> = {
  'Node 20.19': join(tools, 'node20.19/bin/node'),
  'Node 22.12': join(tools, 'node22.12/bin/node'),
  'Node 24': process.execPath,
};

// Loaded before a program: replaces the API by a sandbox that has one upload.
const SANDBOX = `
const { createClient } = require('@optimaldial/client');
const { createSandbox, phoneNumbers } = require('@optimaldial/testing');

const sandbox = createSandbox({ clock: 'manual' });
const client = createClient({ apiKey: sandbox.apiKey, fetch: sandbox.fetch });
const upload = client.uploads.create({ phone_numbers: phoneNumbers(100) });
const network = globalThis.fetch;
process.env.OPTIMALDIAL_API_KEY = sandbox.apiKey;
globalThis.fetch = async (input, init) => {
  await upload;
  return new URL(input).hostname === '127.0.0.1' ? network(input, init) : sandbox.fetch(input, init);
};
if (process.env.PRINT_UPLOAD) upload.then(({ id }) => console.log('upload ' + id));
`;

type Files = Readonly<Record<string, string | object>>;

/** A folder in which a user works with one framework. The packed packages are installed above it. */
export interface Folder {
  readonly path: string;
  /** The environment of a program that calls a sandbox instead of the API. */
  readonly sandbox: NodeJS.ProcessEnv;
  /** Runs a command as `npx` would, by default with the sandbox, and returns its output. */
  run(command: readonly string[], options?: { node?: string; env?: NodeJS.ProcessEnv }): Promise<string>;
}

/**
 * Creates a folder in the project of the suite.
 *
 * @param framework the folder beside this file that has the dependencies
 */
export async function makeFolder(framework: string, files: Files): Promise<Folder> {
  const path = await mkdtemp(join(inject('project'), `${framework}-`));
  await symlink(join(here, framework, 'node_modules'), join(path, 'node_modules'), 'junction');
  const all: Files = { 'package.json': { private: true }, 'sandbox.cjs': SANDBOX, ...files };
  for (const [name, content] of Object.entries(all)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  const sandbox = { NODE_OPTIONS: `--require="${join(path, 'sandbox.cjs')}"` };
  return {
    path,
    sandbox,
    async run([first, ...args], { node = process.execPath, env = sandbox } = {}) {
      const [name = '', ...rest] = args;
      const command = first === 'npx' ? [await binary(path, name), ...rest] : args;
      return program([node, ...command], path, env);
    },
  };
}

/** The file that a package of a folder installs as a command. */
export async function binary(folder: string, name: string): Promise<string> {
  const packages: Readonly<Record<string, string>> = { nest: '@nestjs/cli', tsc: 'typescript' };
  const root = join(folder, 'node_modules', packages[name] ?? name);
  const { bin } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    bin: string | Readonly<Record<string, string>>;
  };
  return join(root, typeof bin === 'string' ? bin : (bin[name] ?? ''));
}
