import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { outside } from '@optimaldial/checks/shell';

// Long enough for every program here.
const TIMEOUT_MS = 150_000;

/**
 * Runs a program in the environment of a user, without the binaries of the workspace.
 *
 * @returns the output
 * @throws if the program fails, with its output
 */
export async function program(
  [file = '', ...args]: readonly string[],
  folder: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const options = {
    cwd: folder,
    env: { ...outside, ...env },
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  } as const;
  try {
    return (await promisify(execFile)(file, args, options)).stdout;
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) throw error;
    const late = 'killed' in error && error.killed === true ? `timed out after ${TIMEOUT_MS / 1000} s\n` : '';
    throw new Error(`${late}${String(error.stderr)}${String(error.stdout)}` || error.message, {
      cause: error,
    });
  }
}
