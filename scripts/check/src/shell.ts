import { spawn } from 'node:child_process';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the workspace, with a trailing slash. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

// pnpm passes its own path to the scripts that it runs, but doesn't add it to their PATH.
const manager = process.env['npm_execpath'] ?? '';
const managers = basename(manager, '.exe') === 'pnpm' ? [dirname(manager)] : [];
const binaries = join(root, 'node_modules', '.bin');
// Variables that pnpm sets for the script and package it runs. They are wrong in every other folder.
const OF_THIS_SCRIPT =
  /^(npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_user_agent$)|pnpm_|PNPM_SCRIPT|INIT_CWD$|NODE_PATH$)/;

/** How a program ended. */
export interface Outcome {
  ok: boolean;
  /** The combined output of stdout and stderr. */
  output: string;
}

/** The environment for programs of the workspace: its binaries come first, and telemetry is off. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [binaries, ...managers, process.env['PATH']].join(delimiter),
  NO_COLOR: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

/**
 * The environment for programs outside the workspace: the `node` and `npm` of this machine, and pnpm, but
 * no binaries of the workspace.
 */
export const outside: NodeJS.ProcessEnv = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !OF_THIS_SCRIPT.test(name))),
  PATH: [
    ...managers,
    ...(process.env['PATH'] ?? '').split(delimiter).filter((folder) => !folder.startsWith(root)),
  ].join(delimiter),
  NO_COLOR: '1',
  TURBO_TELEMETRY_DISABLED: '1',
};

/** Runs a program without a shell and waits until it ends. Never rejects: a failed start is an outcome too. */
export function run(command: readonly string[], folder: string, env = environment): Promise<Outcome> {
  const [program = '', ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('error', (error) => resolve({ ok: false, output: `${program}: ${error.message}` }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

/**
 * Runs a program and returns its output.
 *
 * @throws if the program fails, with the command and its output
 */
export async function must(
  command: readonly string[],
  folder: string,
  env?: NodeJS.ProcessEnv,
): Promise<string> {
  const { ok, output } = await run(command, folder, env);
  if (!ok) throw new Error(`${command.join(' ')}\n${output}`);
  return output;
}

/** Runs one step and prints its duration. If the step fails, the error starts with the name of the step. */
export async function step<T>(name: string, work: () => T | Promise<T>): Promise<T> {
  const start = performance.now();
  try {
    return await work();
  } catch (error) {
    throw new Error(`${name} failed\n${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    console.log(`${name} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  }
}
