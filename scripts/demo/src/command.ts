import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('./cli.ts', import.meta.resolve('@optimaldial/jobs')));

/** A running command. */
export interface RunningCommand {
  /** Its exit code; `null` if it was killed. */
  readonly ended: Promise<number | null>;
  /** Ends it with SIGKILL, as `kill -9` does. */
  kill(): void;
}

/** Starts `npx @optimaldial/jobs` from source. Prints everything to stdout, progress included. */
export function startCommand(
  args: readonly string[],
  folder: string,
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  console.log(`$ npx @optimaldial/jobs ${args.join(' ')}`);
  const child = spawn(process.execPath, [script, ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ['inherit', 'inherit', process.stdout],
  });
  const ended = once(child, 'exit').then(() => child.exitCode);
  return { ended, kill: () => void child.kill('SIGKILL') };
}
