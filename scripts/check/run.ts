import { spawn } from 'node:child_process';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// The package manager tells its scripts where it is, but does not put itself on their PATH.
const manager = process.env['npm_execpath'] ?? '';
const managers = basename(manager, '.exe') === 'pnpm' ? [dirname(manager)] : [];
const root = fileURLToPath(new URL('../..', import.meta.url));
const binaries = join(root, 'node_modules', '.bin');
// What the package manager tells a script about itself and the package: wrong for every other folder.
const OF_THIS_SCRIPT =
  /^(npm_(package_|lifecycle_|command$|execpath$|node_execpath$|config_user_agent$)|pnpm_|PNPM_SCRIPT|INIT_CWD$|NODE_PATH$)/;

/** How a program ended. */
export interface Outcome {
  ok: boolean;
  /** What it printed, on either stream. */
  output: string;
}

/** The environment in which the programs of the workspace come first, and report to nobody. */
export const environment: NodeJS.ProcessEnv = {
  ...process.env,
  PATH: [binaries, ...managers, process.env['PATH']].join(delimiter),
  NO_COLOR: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  REDOCLY_TELEMETRY: 'off',
  REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true',
};

/**
 * The environment of another folder on this machine: without the programs of the workspace, but for the
 * package manager, and with the machine's own `node` and `npm`.
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

/**
 * Runs a program of the workspace, without a shell, and waits for its end. A program that cannot be
 * started is an outcome as well.
 */
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
