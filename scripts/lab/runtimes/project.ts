import { copyFile, mkdir, mkdtemp, readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { installConsumer } from '@optimaldial/checks/consumer';
import { buildPrograms } from './build.ts';
import { program } from './program.ts';

const here = import.meta.dirname;

// Libraries whose types must be compatible with the types of the client.
const TYPED = ['undici5', 'undici6', 'undici7', 'node-fetch3'];
const PROGRAMS = [
  'deliver',
  'serve',
  'other-fetch',
  'hostile-servers',
  'in-environment',
  'intercepted',
  'never-sent',
  'two-copies',
];

/** Creates an npm project outside the workspace with the packed packages and the programs of `consumer`. */
export async function makeProject(folder: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(folder);
  await installConsumer(folder, tarballs);
  for (const name of TYPED)
    await symlink(join(here, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
  await buildPrograms(folder, PROGRAMS);
  for (const name of await readdir(join(here, 'consumer/types')))
    await copyFile(join(here, 'consumer/types', name), join(folder, name));
  await copyFile(join(here, 'consumer/scenarios/scenario.ts'), join(folder, 'scenario.ts'));
}

/** Creates a subfolder of the project with a program and its settings. */
export async function programFolder(project: string, name: string, settings: object): Promise<string> {
  const folder = await mkdtemp(join(project, `${name}-`));
  await buildPrograms(folder, [name], settings);
  return folder;
}

/** A signed webhook delivery from the installed `testing`, with its secret. Valid for five minutes. */
export async function makeDelivery(project: string): Promise<object> {
  return JSON.parse(await program([process.execPath, 'deliver.js'], project)) as object;
}
