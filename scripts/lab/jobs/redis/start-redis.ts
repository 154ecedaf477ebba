import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../servers/free-port.ts';
import { serverProcess, type Server } from '../servers/server-process.ts';
import { findRedis } from './programs.ts';

export { findRedis } from './programs.ts';
export { MissingProgram, startForSuite } from '../servers/missing-program.ts';

/** A Redis server with a folder of its own. It ends with this process, even if that is killed. */
export type Redis = Server;

/** What a store of paid jobs needs: every write is on disk before it is confirmed, and nothing is evicted. */
const DURABLE: Readonly<Record<string, string>> = {
  save: '',
  appendonly: 'yes',
  appendfsync: 'always',
  'maxmemory-policy': 'noeviction',
};

/**
 * Starts a server on a free port of the loopback interface.
 *
 * @param settings settings of the server, such as `{ appendfsync: 'everysec' }`
 * @throws MissingProgram if `redis-server` isn't installed, and can't be fetched
 */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<Redis> {
  const { path, env } = findRedis();
  const folder = mkdtempSync(join(tmpdir(), 'optimaldial-redis-'));
  const port = await freePort();
  const all = { port: `${port}`, bind: '127.0.0.1', dir: folder, ...DURABLE, ...settings };
  const args = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
  const isReady = (): Promise<boolean> => answersPing(port);
  const server = serverProcess({ name: 'Redis', path, args, options: { env }, folder, isReady });
  try {
    await server.start();
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    log: server.log,
    crash: () => server.end('SIGKILL'),
    restart: () => server.start(),
    async stop() {
      await server.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Whether the server is up and has loaded its data. */
function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(String(data).startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}
