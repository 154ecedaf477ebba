/**
 * The main job, end to end: a list of made-up numbers goes from the disk to OptimalDial, is waited for,
 * and comes back as a table of how many are likely to answer. Without an account it all runs against
 * the sandbox, on real sockets; with OPTIMALDIAL_API_KEY against the real API, which is asked for first
 * because it costs credits; with the id of an upload besides, only that one is followed, at no cost.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createClient, isOptimalDialError } from '@optimaldial/client';
import { createSandbox } from '@optimaldial/testing';
import { numbers } from './list.ts';
import { startReceiver } from './receiver.ts';
import { follow, tell } from './story.ts';

/** Quick enough to watch. */
const PROCESSING = { queued: '900ms', takes: '900ms' } as const;

// A package manager may hand on the `--` that it was given.
const [id] = process.argv.slice(2).filter((argument) => argument !== '--');

try {
  if (process.env['OPTIMALDIAL_API_KEY']) await real(id);
  else if (id === undefined) await rehearsed();
  else {
    console.error(
      'Set OPTIMALDIAL_API_KEY to follow an upload of yours: a sandbox that just began has none.',
    );
    process.exitCode = 1;
  }
} catch (error) {
  if (!isOptimalDialError(error)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function real(upload: string | undefined): Promise<void> {
  const client = createClient({ baseUrl: process.env['OPTIMALDIAL_BASE_URL'] || undefined });
  if (upload !== undefined) return inFolder((folder) => follow(client, upload, folder));
  if (!(await agreed())) {
    console.error(
      'Nothing was sent. Say `npx -y pnpm@12 demo <upload_id>` to follow an upload that is there already, at no cost; or unset OPTIMALDIAL_API_KEY to see it in a sandbox.',
    );
    process.exitCode = 1;
    return;
  }
  await inFolder((folder) => tell(client, folder));
}

async function agreed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `OPTIMALDIAL_API_KEY is set: upload ${numbers.length} made-up numbers to the real API? It takes up to ${numbers.length} credits. [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function rehearsed(): Promise<void> {
  const sandbox = createSandbox({ processing: PROCESSING });
  const server = await sandbox.listen();
  const receiver = await startReceiver(({ type }) =>
    console.log(`${process.stdout.isTTY ? '\r\u001b[2K' : ''}  webhook ${type}: signature verified`),
  );
  try {
    console.log(`No OPTIMALDIAL_API_KEY: telling the story against a sandbox at ${server.url}\n`);
    const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
    sandbox.route('https://crm.example', receiver.url);
    const { secret } = await client.webhooks.create({
      url: 'https://crm.example/optimaldial',
      events: ['upload.completed'],
    });
    receiver.trust(secret);
    await inFolder((folder) => tell(client, folder));
    for (const { message } of sandbox.violations())
      throw new Error(`The API's description was left: ${message}`);
  } finally {
    receiver.close();
    sandbox.close();
    await server.close();
  }
}

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'optimaldial-demo-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
