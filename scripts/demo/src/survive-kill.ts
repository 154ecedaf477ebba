import { setTimeout as sleep } from 'node:timers/promises';
import { createSandbox, type Sandbox } from '@optimaldial/testing';
import { startCommand } from './command.ts';

/** Fast enough to watch. */
const PROCESSING = { queued: '600ms', takes: '900ms' } as const;
const POLL_MS = 10;

/**
 * Runs the command against a sandbox, kills it right after the list was sent and charged, runs it again, and
 * checks that the list was charged once.
 *
 * @throws Error if something isn't as it must be
 */
export async function surviveKill(args: readonly string[], folder: string, rows: number): Promise<void> {
  const sandbox = createSandbox({ processing: PROCESSING });
  const server = await sandbox.listen();
  const credits = sandbox.credits();
  const charged = (): number => credits - sandbox.credits();
  const env = { OPTIMALDIAL_API_KEY: sandbox.apiKey, OPTIMALDIAL_BASE_URL: server.url };
  try {
    console.log(`OPTIMALDIAL_API_KEY is not set: using a sandbox at ${server.url}\n`);
    // The worst moment: the list is charged, and the command never learns about it.
    sandbox.on('createUpload').fault('timeout');
    const killed = startCommand(args, folder, env);
    await Promise.race([uploadIn(sandbox), killed.ended]);
    killed.kill();
    await killed.ended;
    if (process.stdout.isTTY) console.log();
    console.log(`\nkill -9, before the response arrived: ${charged()} credits are charged already.`);
    console.log('The same command again:\n');
    const code = await startCommand(args, folder, env).ended;

    const uploads = sandbox.uploads().length;
    if (code !== 0 || uploads !== 1 || charged() !== rows) {
      throw new Error(`The command exited with ${code} after ${uploads} uploads and ${charged()} credits.`);
    }
    for (const { message } of sandbox.violations()) {
      throw new Error(`A request or response violates the spec: ${message}`);
    }
    console.log(`\n✓ 2 processes, ${uploads} upload, ${charged()} credits: charged once`);
  } finally {
    sandbox.close();
    await server.close();
  }
}

async function uploadIn(sandbox: Sandbox): Promise<void> {
  while (sandbox.uploads().length === 0) await sleep(POLL_MS);
}
