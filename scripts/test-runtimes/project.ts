import { copyFile, mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { installConsumer } from '@optimaldial/checks/consumer';
import { program } from './program.ts';

// Whose types are tried with those of the client.
const FOREIGN = ['undici5', 'undici6', 'undici7', 'node-fetch3'];

const CONSUMER = join(import.meta.dirname, 'consumer');

/** Makes a project outside the workspace that has the tarballs installed and the story in plain JavaScript. */
export async function makeProject(folder: string, tarballs: readonly string[]): Promise<void> {
  await mkdir(folder);
  await installConsumer(folder, tarballs);
  for (const name of FOREIGN) {
    const installed = join(import.meta.dirname, 'node_modules', name);
    await symlink(installed, join(folder, 'node_modules', name), 'junction');
  }
  for (const name of await readdir(CONSUMER)) {
    if (!name.endsWith('.ts')) continue;
    const source = await readFile(join(CONSUMER, name), 'utf8');
    await writeFile(join(folder, name), source);
    // Not every runtime reads TypeScript.
    const { code } = await transform(source.replaceAll(/(from '\.\/[\w-]+)\.ts'/g, "$1.js'"), {
      loader: 'ts',
      target: 'es2022',
    });
    await writeFile(join(folder, name.replace(/\.ts$/, '.js')), code);
  }
}

/** A delivery as the installed stand-in makes it, with its secret. It is fresh for five minutes. */
export async function makeDelivery(folder: string): Promise<object> {
  const printed: unknown = JSON.parse(await program([process.execPath, 'deliver.js'], folder));
  if (typeof printed !== 'object' || printed === null) throw new Error('No delivery was made.');
  return printed;
}

/** A folder of its own for one trial, below the project and its packages, with what it runs and its settings. */
export async function storyFolder(project: string, name: string, settings: object): Promise<string> {
  const folder = await mkdtemp(join(project, `${name.replaceAll(/\W+/g, '-').toLowerCase()}-`));
  for (const file of await readdir(project)) {
    if (file.endsWith('.js')) await copyFile(join(project, file), join(folder, file));
  }
  await writeFile(join(folder, 'settings.js'), settingsModule(settings));
  return folder;
}

/** The text of a module that tells the story where it happens. */
export function settingsModule(settings: object): string {
  return `const settings = ${JSON.stringify(settings)};\nexport function readSettings() {\n  return settings;\n}\n`;
}
