import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/free-port.ts';
import { serverProcess, type Server } from '../servers/server-process.ts';
import { findPrograms, serverUser } from './programs.ts';

/** A PostgreSQL server with a folder of its own. It ends with this process, even if that is killed. */
export type Postgres = Server;

/**
 * Starts a server on a free port of the loopback interface.
 *
 * @param settings settings of the server, such as `max_connections=200`
 */
export async function startPostgres(settings: readonly string[] = []): Promise<Postgres> {
  const { folder: programs, env } = findPrograms();
  const options = { ...serverUser(), env };
  const folder = mkdtempSync(join(tmpdir(), 'optimaldial-postgres-'));
  const data = join(folder, 'data');
  if (options.uid !== undefined && options.gid !== undefined) chownSync(folder, options.uid, options.gid);
  const initialize = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
  execFileSync(join(programs, 'initdb'), initialize, {
    ...options,
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const port = await freePort();
  const all = ['listen_addresses=127.0.0.1', ...settings].flatMap((setting) => ['-c', setting]);
  const server = serverProcess({
    name: 'PostgreSQL',
    path: join(programs, 'postgres'),
    args: ['-D', data, '-p', `${port}`, '-k', folder, ...all],
    options,
    folder,
    isReady: (pid) => isReady(data, pid),
  });
  await server.start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    port,
    log: server.log,
    crash: () => server.end('SIGKILL'),
    restart: () => server.start(),
    async stop() {
      // Ends sessions as well, unlike SIGTERM.
      await server.end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
