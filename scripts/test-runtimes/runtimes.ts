import { existsSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { program } from './program.ts';
import { Unavailable, type Trial } from './row.ts';
import { serveSandbox } from './sandbox-server.ts';
import { settingsModule } from './project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(import.meta.dirname, 'node_modules');

/** Where the programs of the runtimes are. */
const NODES: Readonly<Record<string, string>> = {
  'Node 20': join(here, 'node20/bin/node'),
  'Node 22': join(here, 'node22/bin/node'),
  // That of the workspace.
  'Node 24': join(root, 'node_modules/node/bin/node'),
  'Node 26': join(here, 'node26/bin/node'),
};
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  Bun: [join(here, '.bin/bun'), '--no-install'],
  // With no permission but to call the server: the client needs no other.
  Deno: [join(here, '.bin/deno'), 'run', '--no-prompt', '--no-remote', '--no-lock', '--allow-net=127.0.0.1'],
};
const SILENT = { DO_NOT_TRACK: '1', DENO_NO_UPDATE_CHECK: '1' };

/** Tells the story on everything that runs the installed files as they are. */
export function runtimeTrials(project: string, delivery: object): Trial[] {
  const overHttp = Object.entries({ ...wrap(NODES), ...OTHERS }).map(([runtime, command]) => ({
    runtime,
    story: 'client over HTTP',
    run: () => tellOverHttp(runtime, command, project, delivery),
  }));
  const inProcess = Object.entries(wrap(NODES)).map(([runtime, command]) => ({
    runtime,
    story: 'sandbox in process',
    run: () => tellInProcess(runtime, command, project, delivery),
  }));
  return [...overHttp, ...inProcess].toSorted((a, b) => a.runtime.localeCompare(b.runtime));
}

/** The version of a runtime; throws where it is not installed. */
export async function versionOf(file: string, folder: string): Promise<string> {
  if (!existsSync(file)) throw new Unavailable('It could not be installed on this machine.');
  const printed = await program([file, '--version'], folder, { env: SILENT });
  return /\d+[.-]\d+[.-]\d+/.exec(printed)?.[0] ?? printed.trim();
}

async function tellOverHttp(
  runtime: string,
  command: readonly string[],
  project: string,
  delivery: object,
): Promise<{ version: string }> {
  const version = await versionOf(command[0] ?? '', project);
  const server = await serveSandbox(project);
  try {
    const folder = await copyStory(project, runtime, { ...server, ...delivery });
    const env = { ...SILENT, DENO_DIR: join(folder, 'deno') };
    told(await program([...command, 'over-http.js'], folder, { env }));
    server.check();
    return { version };
  } finally {
    server.close();
  }
}

async function tellInProcess(
  runtime: string,
  command: readonly string[],
  project: string,
  delivery: object,
): Promise<{ version: string }> {
  const version = await versionOf(command[0] ?? '', project);
  const folder = await copyStory(project, `${runtime} in process`, delivery);
  told(await program([...command, 'in-process.js'], folder));
  return { version };
}

/** The story in a folder of its own, with its own settings, below the project and its packages. */
async function copyStory(project: string, runtime: string, settings: object): Promise<string> {
  const folder = join(project, `story-${runtime.replaceAll(' ', '-').toLowerCase()}`);
  await mkdir(folder);
  for (const name of ['over-http.js', 'in-process.js', 'story.js']) {
    await copyFile(join(project, name), join(folder, name));
  }
  await writeFile(join(folder, 'settings.js'), settingsModule(settings));
  return folder;
}

// A program that ends well and has told nothing has not run.
function told(printed: string): void {
  if (!printed.includes('webhook')) throw new Error(`Error: the story was not told to its end: ${printed}`);
}

function wrap(programs: Readonly<Record<string, string>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, [file]]));
}
