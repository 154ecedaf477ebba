/**
 * Runs a complete import: uploads a CSV file of fictitious numbers, waits for the results, downloads them and
 * prints how many numbers are likely to answer.
 *
 *   node scripts/demo/src/demo.ts               uses a sandbox over HTTP; with OPTIMALDIAL_API_KEY, the real
 *                                               API, with a prompt because it costs credits
 *   node scripts/demo/src/demo.ts <upload_id>   follows an existing upload, free of charge
 */
import { createInterface } from 'node:readline/promises';
import { inFolder } from '@optimaldial/checks/in-folder';
import { createClient, isOptimalDialError } from '@optimaldial/client';
import { createSandbox } from '@optimaldial/testing';
import { numbers } from './list.ts';
import { startReceiver } from './receiver.ts';
import { follow, importList } from './import-list.ts';

/** Fast enough to watch. */
const PROCESSING = { queued: '900ms', takes: '900ms' } as const;

// Some package managers pass on the `--`.
const [id] = process.argv.slice(2).filter((argument) => argument !== '--');

try {
  if (process.env['OPTIMALDIAL_API_KEY']) await real(id);
  else if (id === undefined) await inSandbox();
  else {
    console.error('Set OPTIMALDIAL_API_KEY to follow an upload. A new sandbox has no uploads.');
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
  if (!(await confirmed())) {
    console.error(
      'Nothing was sent. Run `npx -y pnpm@12 demo <upload_id>` to follow an existing upload, free of charge, or unset OPTIMALDIAL_API_KEY to use a sandbox.',
    );
    process.exitCode = 1;
    return;
  }
  await inFolder((folder) => importList(client, folder));
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(
    `OPTIMALDIAL_API_KEY is set: upload ${numbers.length} fictitious numbers to the real API? This costs up to ${numbers.length} credits. [y/N] `,
  );
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

async function inSandbox(): Promise<void> {
  const sandbox = createSandbox({ processing: PROCESSING });
  const server = await sandbox.listen();
  const receiver = await startReceiver(({ type }) =>
    console.log(`${process.stdout.isTTY ? '\r\u001b[2K' : ''}  webhook ${type}: signature verified`),
  );
  try {
    console.log(`OPTIMALDIAL_API_KEY is not set: using a sandbox at ${server.url}\n`);
    const client = createClient({ apiKey: sandbox.apiKey, baseUrl: server.url });
    sandbox.route('https://crm.example', receiver.url);
    const { secret } = await client.webhooks.create({
      url: 'https://crm.example/optimaldial',
      events: ['upload.completed'],
    });
    receiver.trust(secret);
    await inFolder((folder) => importList(client, folder));
    for (const { message } of sandbox.violations())
      throw new Error(`A request or response violates the spec: ${message}`);
  } finally {
    receiver.close();
    sandbox.close();
    await server.close();
  }
}
