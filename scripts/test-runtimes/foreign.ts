import { copyFile, mkdir, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { program } from './program.ts';
import type { Trial } from './row.ts';
import { NODES, versionOf } from './runtimes.ts';

const here = join(import.meta.dirname, 'node_modules');
const FETCHES = ['undici5', 'undici6', 'undici7', 'node-fetch2', 'node-fetch3'];
const VITESTS = ['vitest3', 'vitest4'];
const ENVIRONMENTS = ['jsdom', 'happy-dom'];

/** What the installed packages meet in the programs of others: another fetch, test tools, hostile servers. */
export function foreignTrials(project: string): Trial[] {
  const fetches = FETCHES.map((name) => ({
    runtime: spaced(name),
    story: 'foreign fetch',
    run: () => tell(project, name, 'foreign-fetch.js', name),
  }));
  const proxied = {
    runtime: 'Node 24',
    story: 'foreign proxy',
    run: async () => ({
      version: await tellOn(NODES['Node 24'] ?? '', project, 'foreign-fetch.js', 'environment'),
    }),
  };
  const msw = {
    runtime: 'msw',
    story: 'foreign fetch',
    run: () => tell(project, 'msw', 'intercepted.js'),
  };
  const copies = {
    runtime: 'two copies',
    story: 'foreign client',
    run: async () => ({ version: await tellOn(process.execPath, project, 'two-copies.js') }),
  };
  const servers = Object.entries(NODES).flatMap(([runtime, node]) => [
    {
      runtime,
      story: 'hostile servers',
      run: async () => ({ version: await tellOn(node, project, '--expose-gc', 'hostile-servers.js') }),
    },
    {
      runtime,
      story: 'nothing was sent',
      run: async () => ({ version: await tellOn(node, project, 'never-sent.js') }),
    },
  ]);
  const environments = VITESTS.flatMap((vitest) =>
    ENVIRONMENTS.map((environment) => ({
      runtime: spaced(vitest),
      story: `foreign ${environment}`,
      run: () => testIn(project, vitest, environment),
    })),
  );
  return [...fetches, proxied, msw, copies, ...servers, ...environments];
}

async function tell(
  project: string,
  name: string,
  ...command: readonly string[]
): Promise<{ version: string }> {
  await tellOn(process.execPath, project, ...command);
  return { version: await installedVersion(name) };
}

/** Runs a program of the project to its end, and gives the version of the Node that did. */
async function tellOn(node: string, project: string, ...command: readonly string[]): Promise<string> {
  const version = await versionOf(node, project);
  const env = { FOREIGN_MODULES: import.meta.dirname };
  const printed = await program([node, ...command], project, { env });
  // A program that ends well and has told nothing has not run.
  if (!printed.includes('told to its end')) throw new Error(`Error: it was not told to its end: ${printed}`);
  return version;
}

/** Runs the tests of a project that has a Vitest of its own, and the packages of the project around it. */
async function testIn(project: string, vitest: string, environment: string): Promise<{ version: string }> {
  const folder = join(project, `${vitest}-${environment}`);
  await mkdir(join(folder, 'node_modules'), { recursive: true });
  await symlink(join(here, vitest), join(folder, 'node_modules/vitest'), 'junction');
  await symlink(join(here, environment), join(folder, 'node_modules', environment), 'junction');
  await copyFile(join(project, 'in-environment.js'), join(folder, 'in-environment.test.js'));
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run'];
  await program([...command, '--environment', environment], folder);
  return { version: `${await installedVersion(vitest)} / ${await installedVersion(environment)}` };
}

async function installedVersion(name: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(here, name, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

const spaced = (name: string): string => name.replace(/(?=\d)/, ' ');
