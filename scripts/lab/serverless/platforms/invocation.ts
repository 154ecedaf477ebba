import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { outside } from '@optimaldial/checks/shell';

/** A function that runs in a process of its own. */
export interface Invocation {
  readonly pid: number;
  /** What it returns. @throws if it throws, with its output */
  readonly result: Promise<unknown>;
  /** What it has printed. */
  readonly output: () => string;
  /** Ends it with `kill -9`. */
  readonly kill: () => Promise<void>;
}

/** Time in ms after which an invocation is killed. */
const LONGEST = 60_000;

/**
 * Runs a program in a fresh process. It writes its result as JSON to the file descriptor 3.
 *
 * @param argument passed to the program as JSON
 */
export function invoke(
  folder: string,
  program: string,
  argument: unknown,
  env: Readonly<Record<string, string>>,
): Invocation {
  const child = spawn(process.execPath, [program, JSON.stringify(argument)], {
    cwd: folder,
    env: { ...outside, ...env, NODE_NO_WARNINGS: '1' },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    timeout: LONGEST,
    killSignal: 'SIGKILL',
  });
  let output = '';
  let result = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdio[3]?.on('data', (chunk: Buffer) => (result += chunk.toString()));
  const ended = once(child, 'close').then(([code, signal]: unknown[]) => {
    if (code !== 0) throw new Error(`${program} ended with ${String(signal ?? code)}.\n${output}`);
    return JSON.parse(result) as unknown;
  });
  // A killed invocation has no result.
  ended.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    result: ended,
    output: () => output,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    },
  };
}
