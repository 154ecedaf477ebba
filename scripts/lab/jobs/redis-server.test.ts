import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { MissingProgram, type Redis, startForSuite, startRedis } from './redis/start-redis.ts';

afterEach(() => vi.unstubAllEnvs());

/** Sends a command to a server. */
async function ask({ port }: Pick<Redis, 'port'>, command: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write(`${command}\r\n`);
    for await (const reply of socket) return String(reply).trim();
    throw new Error('The server closed the connection.');
  } finally {
    socket.destroy();
  }
}

const server = await startForSuite('redis-server.test.ts', () => startRedis());

it.runIf(server)('startRedis: keeps what was written when the server is killed and restarted', async () => {
  if (server === undefined) throw new Error('The server did not start.');
  expect(await ask(server, 'SET a 1')).toBe('+OK');
  await server.crash();
  await expect(ask(server, 'GET a')).rejects.toThrow('ECONNREFUSED');
  await server.restart();
  expect(await ask(server, 'GET a')).toBe('$1\r\n1');
  expect(await ask(server, 'CONFIG GET appendfsync')).toContain('always');
  await server.stop();
  expect(existsSync(dirname(server.log))).toBe(false);
});

it.runIf(server)('startRedis: ends the server when its process is killed', async () => {
  const program = `
    import { startRedis } from ${JSON.stringify(join(import.meta.dirname, 'redis/start-redis.ts'))};
    const { port, log } = await startRedis();
    console.log(port, log);
    process.kill(process.pid, 'SIGKILL');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  const [port = '', log = ''] = output.trim().split(' ');
  await vi.waitFor(() => expect(existsSync(dirname(log))).toBe(false), 5_000);
  await expect(ask({ port: Number(port) }, 'PING')).rejects.toThrow('ECONNREFUSED');
});

it('startForSuite: fails in CI when a program is missing', async () => {
  vi.stubEnv('REDIS_SERVER', '/missing');
  vi.stubEnv('CI', 'true');
  await expect(startForSuite('suite', () => startRedis())).rejects.toThrow(MissingProgram);
});

it('startForSuite: says what is skipped on other machines when a program is missing', async () => {
  vi.stubEnv('REDIS_SERVER', '/missing');
  vi.stubEnv('CI', '');
  const warn = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await startForSuite('suite', () => startRedis())).toBeUndefined();
  expect(warn).toHaveBeenCalledWith(expect.stringMatching(/^SKIPPED: suite\. REDIS_SERVER/));
  await expect(startForSuite('suite', () => Promise.reject(new Error('port in use')))).rejects.toThrow(
    'port',
  );
});
