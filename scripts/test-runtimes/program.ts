import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { outside } from '@optimaldial/checks/shell';

// Nothing here takes more than a few seconds; a runtime that hangs must not hang the others.
const LONGEST_MS = 90_000;

/** Runs a program outside the workspace and gives what it printed; throws with what it printed where it fails. */
export async function program(
  [file = '', ...args]: readonly string[],
  folder: string,
  more: { readonly env?: NodeJS.ProcessEnv; readonly signal?: AbortSignal } = {},
): Promise<string> {
  const env = { ...outside, ...more.env };
  const options = {
    cwd: folder,
    env,
    timeout: LONGEST_MS,
    killSignal: 'SIGKILL',
    signal: more.signal,
  } as const;
  try {
    return (await promisify(execFile)(file, args, options)).stdout;
  } catch (error) {
    if (!(error instanceof Error) || !('stdout' in error) || !('stderr' in error)) throw error;
    const late =
      'killed' in error && error.killed === true ? `Error: stopped after ${LONGEST_MS / 1000} s\n` : '';
    throw new Error(`${late}${String(error.stderr)}${String(error.stdout)}` || error.message, {
      cause: error,
    });
  }
}
