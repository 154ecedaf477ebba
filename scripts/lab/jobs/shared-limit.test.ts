import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createSandbox } from '@optimaldial/testing';
import { expect, it } from 'vitest';
import { startPostgres } from './postgres/start-postgres.ts';
import { startForSuite, startRedis } from './redis/start-redis.ts';

const PROCESSES = 8;
/** Longer than the minute for which the limit counts. */
const DURATION_MS = 75_000;
const guide = join(import.meta.dirname, '../../../docs/fleets.md');

it.concurrent.each([
  ['redis', startRedis],
  ['postgres', startPostgres],
] as const)('shareLimit: 8 processes get at most one 429 a minute with %s', async (kind, start) => {
  const store = await startForSuite(`shared-limit.test.ts on ${kind}`, async () => start());
  if (store === undefined) return;
  // In this folder, because its imports resolve from here.
  const folder = await mkdtemp(join(import.meta.dirname, '.shared-limit-'));
  const sandbox = createSandbox({ credits: 1_000_000 });
  const server = await sandbox.listen();
  const module = join(folder, 'limiter.ts');
  try {
    const [, code = ''] = /^```ts\n(\/\/ limiter\.ts\n.*?)^```/ms.exec(await readFile(guide, 'utf8')) ?? [];
    await writeFile(module, code);
    const env = { ...process.env, OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
    const statuses = await Promise.all(
      Array.from({ length: PROCESSES }, () => run([kind, store.url, module], env)),
    );
    const all = statuses.flat();
    const created = all.filter((status) => status === '200').length;
    const limited = all.filter((status) => status === '429').length;
    console.log(
      `${kind}: ${created} lists in ${DURATION_MS / 1000} s by ${PROCESSES} processes, ${limited} 429`,
    );
    expect(created + limited).toBe(all.length);
    expect(limited).toBeLessThanOrEqual(1);
    // Nearly one a second, but a busy machine starts the processes late.
    expect(created).toBeGreaterThan(30);
  } finally {
    await server.close();
    sandbox.close();
    await store.stop();
    await rm(folder, { recursive: true });
  }
});

/** Runs a process until it's killed. Returns what it printed. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string[]> {
  const worker = spawn(process.execPath, [join(import.meta.dirname, 'workers/write.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });
  const timer = setTimeout(() => worker.kill('SIGKILL'), DURATION_MS);
  let output = '';
  for await (const chunk of worker.stdout) output += String(chunk);
  clearTimeout(timer);
  return output.trim().split('\n').filter(Boolean);
}
