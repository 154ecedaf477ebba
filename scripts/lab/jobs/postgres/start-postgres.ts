import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPrograms, serverUser } from './programs.ts';

/** A PostgreSQL server with a folder of its own. It ends with this process, even if that is killed. */
export interface Postgres {
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

/** Time in ms in which a server must be ready. */
const READY_WITHIN = 30_000;

/**
 * Starts a server on a free port of the loopback interface.
 *
 * @param settings settings of the server, such as `max_connections=200`
 */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const programs = findPrograms();
  const user = serverUser();
  const folder = mkdtempSync(join(tmpdir(), 'optimaldial-postgres-'));
  const data = join(folder, 'data');
  const log = join(folder, 'log');
  if (user.uid !== undefined && user.gid !== undefined) chownSync(folder, user.uid, user.gid);
  const initialize = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), initialize, {
    ...user,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await freePort();
  const args = ['-D', data, '-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1'];
  let server: ChildProcess;
  let watchdog: ChildProcess;

  async function start(): Promise<void> {
    const until = Date.now() + READY_WITHIN;
    do {
      const output = openSync(log, 'a');
      server = spawn(
        join(programs, 'postgres'),
        [...args, ...settings.flatMap((setting) => ['-c', setting])],
        {
          ...user,
          cwd: folder,
          stdio: ['ignore', output, output],
        },
      );
      closeSync(output);
      watchdog = watch(server.pid ?? 0, folder);
      while (isRunning(server) && Date.now() < until) {
        if (isReady(data, server.pid)) return;
        await sleep(20);
      }
      await end('SIGKILL');
      // Right after a crash, the shared memory of the killed server can still be in use.
    } while (Date.now() < until);
    throw new Error(`PostgreSQL did not start:\n${readFileSync(log, 'utf8')}`);
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    watchdog.kill('SIGKILL');
    if (!isRunning(server)) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  }

  await start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    log,
    crash: () => end('SIGKILL'),
    restart: start,
    async stop() {
      // Ends sessions as well, unlike SIGTERM.
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

/** Reads the status that the server writes to its lock file. */
function isReady(data: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** Ends the server when this process ends, even by `kill -9`: then the pipe to its input is closed. */
function watch(pid: number, folder: string): ChildProcess {
  const script = 'cat >/dev/null; kill -QUIT "$0"; sleep 0.2; rm -rf "$1"';
  const watchdog = spawn('sh', ['-c', script, `${pid}`, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watchdog.unref();
  return watchdog;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port.');
  return address.port;
}
