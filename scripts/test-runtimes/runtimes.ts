import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { askCommand } from './command.ts';
import { program } from './program.ts';
import { Unavailable, type Trial } from './row.ts';
import { serveSandbox } from './sandbox-server.ts';
import { storyFolder } from './project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(import.meta.dirname, 'node_modules');

/** Where the programs of each Node are. */
export const NODES: Readonly<Record<string, string>> = {
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
  const command = Object.entries(NODES).map(([runtime, node]) => ({
    runtime,
    story: 'optimaldial-mock',
    async run() {
      const version = await versionOf(node, project);
      await askCommand(node, project);
      return { version };
    },
  }));
  return [...overHttp, ...inProcess, ...command].toSorted((a, b) => a.runtime.localeCompare(b.runtime));
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
    const folder = await storyFolder(project, runtime, { ...server, ...delivery });
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
  const folder = await storyFolder(project, `${runtime} in process`, delivery);
  told(await program([...command, 'in-process.js'], folder));
  return { version };
}

// A program that ends well and has told nothing has not run.
function told(printed: string): void {
  if (!printed.includes('webhook')) throw new Error(`Error: the story was not told to its end: ${printed}`);
}

function wrap(programs: Readonly<Record<string, string>>): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, [file]]));
}
