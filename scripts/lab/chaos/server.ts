/**
 * A sandbox that injects faults, in its own process.
 *
 *   node server.ts <seed> <share of requests that fail> <timeout of the clients in ms> <speed>
 */
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox, type FaultKind } from '@optimaldial/testing';
import { startEarlyResponseProxy } from './early-response-proxy.ts';

/** The message that the server sends when it listens. */
export interface Address {
  readonly url: string;
  readonly apiKey: string;
  /** ID of an upload that exists from the start. */
  readonly upload: string;
  /** Path of a CSV to upload. */
  readonly file: string;
  readonly phone_numbers: string[];
}

/** The state of the server at the end. */
export interface Ledger {
  readonly faults: Readonly<Record<string, number>>;
  /** All uploads, with the number of the call that created them. The number is part of the filename. */
  readonly made: readonly { readonly call: number; readonly id: string }[];
}

const [seed = 1, share = 0.3, patience = 150, speed = 20] = process.argv.slice(2).map(Number);
/** Delay of the fault `late`. The fault `slow` takes twice the timeout of the clients. */
const LATEST = patience * 6;
// The smallest list that the API accepts.
const phone_numbers = Array.from({ length: 100 }, (_, line) => `+141555501${String(line).padStart(2, '0')}`);
const FAULTS: readonly (readonly [FaultKind, { readonly delay?: number }])[] = [
  ['reset', {}],
  ['rate-limit', {}],
  ['unavailable', {}],
  ['reset-after-commit', {}],
  ['bad-gateway', {}],
  ['timeout', {}],
  ['stall', {}],
  ['truncate', {}],
  ['slow', { delay: patience * 2 }],
  ['late', { delay: LATEST }],
];

const sandbox = createSandbox({
  seed,
  credits: 1_000_000,
  speed,
  // The documented limit of a key, measured with the clock of the sandbox.
  limits: { key: 60, organization: 1_000_000 },
  // Keeps uploads from being processed.
  processing: { queued: '30d' },
});
const first = await sandbox.fetch('https://api.optimaldial.com/api/v1/uploads', {
  method: 'POST',
  headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_numbers, filename: 'first.csv' }),
});
const made: unknown = await first.json();
if (typeof made !== 'object' || made === null || !('id' in made))
  throw new Error('The sandbox created no upload.');

for (const operation of ['createUpload', 'retrieveUpload', 'listUploads'] as const) {
  for (const [index, [kind, options]] of FAULTS.entries()) {
    // A rule only applies if none of the rules before it did.
    const probability = share / FAULTS.length / (1 - (share * index) / FAULTS.length);
    sandbox.on(operation).fault(kind, { ...options, probability });
  }
}
const server = await sandbox.listen();
const front = await startEarlyResponseProxy(server.url, seed, share / 4);
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-chaos-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'list.csv');
// Larger than all buffers, so that a response can arrive while the file is being sent.
const padding = 'x'.repeat(20_000);
await writeFile(file, `Phone,Note\n${phone_numbers.map((phone) => `${phone},${padding}\n`).join('')}`);
process.send?.({
  url: front.url,
  apiKey: sandbox.apiKey,
  upload: String(made.id),
  file,
  phone_numbers,
} satisfies Address);
process.on('message', () => void report());
// The parent sends SIGTERM. Exiting explicitly deletes the folder.
process.on('SIGTERM', () => process.exit());

/** Waits until all delayed requests are done, then sends the report. */
async function report(): Promise<void> {
  await delay(LATEST * 2);
  const faults: Record<string, number> = { 'early-response': front.responded() };
  for (const { kind } of sandbox.faults()) faults[kind] = (faults[kind] ?? 0) + 1;
  const calls = sandbox.uploads().filter(({ original_filename }) => original_filename.startsWith('call-'));
  process.send?.({
    faults,
    made: calls.map(({ id, original_filename }) => ({ call: Number(/\d+/.exec(original_filename)), id })),
  } satisfies Ledger);
}
