import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** Processes that spend a budget. */
export interface Fleet {
  /** Kills one of the first processes with `kill -9`, and starts another one. */
  replace(index: number): void;
  /** Resolves with the exit codes of the processes that weren't killed. */
  ended(): Promise<(number | null)[]>;
}

/** Starts processes that end with the test. */
export function startFleet(size: number, args: readonly string[], env: NodeJS.ProcessEnv): Fleet {
  const start = () => {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'spend.ts'), ...args], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env,
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, exit: once(child, 'exit') };
  };
  const processes = Array.from({ length: size }, start);
  return {
    replace(index) {
      processes[index]?.child.kill('SIGKILL');
      processes.push(start());
    },
    async ended() {
      await Promise.all(processes.map(({ exit }) => exit));
      return processes.filter(({ child }) => child.signalCode === null).map(({ child }) => child.exitCode);
    },
  };
}
