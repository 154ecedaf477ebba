import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A server that a suite can kill and start again. */
export interface Server {
  readonly url: string;
  readonly port: number;
  /** Path of the log of the server. */
  readonly log: string;
  /** Kills the server with `kill -9`. */
  crash(): Promise<void>;
  /** Starts the server again after a crash. */
  restart(): Promise<void>;
  /** Ends the server, and removes its folder. */
  stop(): Promise<void>;
}

/** How to start a server, and how to know that it is ready. */
export interface Program {
  readonly name: string;
  readonly path: string;
  readonly args: readonly string[];
  readonly options: Pick<SpawnOptions, 'uid' | 'gid' | 'env'>;
  /** Folder of the data and the log, which only this server uses. */
  readonly folder: string;
  readonly isReady: (pid: number | undefined) => boolean | Promise<boolean>;
}

/** A process that ends with this one, even if this one is killed. */
export interface ServerProcess {
  readonly log: string;
  start(): Promise<void>;
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Time in ms in which a server must be ready. */
const READY_WITHIN = 30_000;

/** Runs a server in a folder of its own. */
export function serverProcess({ name, path, args, options, folder, isReady }: Program): ServerProcess {
  const log = join(folder, 'log');
  let server: ChildProcess;
  let watchdog: ChildProcess;

  async function start(): Promise<void> {
    const until = Date.now() + READY_WITHIN;
    do {
      const output = openSync(log, 'a');
      server = spawn(path, args, { ...options, cwd: folder, stdio: ['ignore', output, output] });
      closeSync(output);
      watchdog = watch(server.pid ?? 0, folder);
      while (isRunning(server) && Date.now() < until) {
        if ((await isReady(server.pid)) && isRunning(server)) return;
        await sleep(20);
      }
      await end('SIGKILL');
      // Right after a crash, what the killed server used can still be in use.
    } while (Date.now() < until);
    throw new Error(`${name} did not start:\n${readFileSync(log, 'utf8')}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    watchdog.kill('SIGKILL');
    if (!isRunning(server)) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }

  return { log, start, end };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Ends the server when this process ends, even by `kill -9`: then the pipe to its input is closed. */
function watch(pid: number, folder: string): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$0"; sleep 0.2; kill -KILL "$0"; rm -rf "$1"';
  const watchdog = spawn('sh', ['-c', script, `${pid}`, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  return watchdog;
}
