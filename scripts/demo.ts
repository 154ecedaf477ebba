/**
 * The main job, end to end: a list of made-up numbers goes from the disk to OptimalDial, is waited for,
 * and comes back as a table of how many are likely to answer. Without an account it all runs against
 * the mock, on real sockets; with OPTIMALDIAL_API_KEY against the real API, which is asked for first
 * because it costs credits; with the id of an upload besides, only that one is followed, at no cost.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { createClient, isOptimalDialError } from '../packages/client/src/index.ts';
import { numbers } from './demo/list.ts';
import { startReceiver } from './demo/receiver.ts';
import { startService } from './demo/service.ts';
import { follow, tell } from './demo/story.ts';

/** Of the shape of a key; the mock asks for no more. */
const MOCK_KEY = `od_live_${'0'.repeat(32)}`;

// A package manager may hand on the `--` that it was given.
const [id] = process.argv.slice(2).filter((argument) => argument !== '--');

try {
  await (process.env['OPTIMALDIAL_API_KEY'] ? real(id) : mocked(id));
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
      'Nothing was sent. Say `npx -y pnpm@12 demo <upload_id>` to follow an upload that is there already, at no cost; or unset OPTIMALDIAL_API_KEY to see the mock.',
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

async function mocked(upload: string | undefined): Promise<void> {
  const service = await startService();
  try {
    console.log(`No OPTIMALDIAL_API_KEY: telling the story against a mock of the API at ${service.url}\n`);
    const client = createClient({ apiKey: MOCK_KEY, baseUrl: service.url });
    if (upload !== undefined) {
      await inFolder((folder) => follow(client, upload, folder));
      return;
    }
    const endpoint = await client.webhooks.create({
      url: 'https://crm.example/optimaldial',
      events: ['upload.completed'],
    });
    const receiver = await startReceiver(endpoint.secret, ({ type }) =>
      console.log(`${process.stdout.isTTY ? '\r\u001b[2K' : ''}  webhook ${type}: signature verified`),
    );
    service.notify(receiver.url, endpoint.secret);
    try {
      await inFolder((folder) => tell(client, folder));
    } finally {
      receiver.close();
    }
  } finally {
    await service.close();
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
