/**
 * A sandbox that fails on purpose, in a process of its own. Its account remembers what it charged.
 *
 *   node server.ts <seed> <share of requests that fail> <ms that its clients wait> <times as fast>
 */
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox, type FaultKind } from '@optimaldial/testing';
import { startFront } from './front.ts';
import { phoneNumbers } from './numbers.ts';

/** What the server says once it listens. */
export interface Address {
  readonly url: string;
  readonly apiKey: string;
  /** An upload that is there from the start. */
  readonly upload: string;
  /** Path of a CSV to send. */
  readonly file: string;
}

/** What the server knows at the end. */
export interface Ledger {
  readonly faults: Readonly<Record<string, number>>;
  /** Uploads made, by the call that they are of: the number in their filename. */
  readonly made: readonly { readonly call: number; readonly id: string }[];
}

const [seed = 1, share = 0.3, patience = 150, speed = 20] = process.argv.slice(2).map(Number);
/** How late `late` is; `slow` is twice as late as its clients wait. */
const LATEST = patience * 6;
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
  // The documented limit of a key, by the clock of the sandbox.
  limits: { key: 60, organization: 1_000_000 },
  // Nothing is to happen to an upload but what a caller does.
  processing: { queued: '30d' },
});
const first = await sandbox.fetch('https://api.optimaldial.com/api/v1/uploads', {
  method: 'POST',
  headers: { authorization: `Bearer ${sandbox.apiKey}`, 'content-type': 'application/json' },
  body: JSON.stringify({ phone_numbers: phoneNumbers, filename: 'first.csv' }),
});
const made: unknown = await first.json();
if (typeof made !== 'object' || made === null || !('id' in made))
  throw new Error('The sandbox made no upload.');

for (const operation of ['createUpload', 'retrieveUpload', 'listUploads'] as const) {
  for (const [index, [kind, options]] of FAULTS.entries()) {
    // Each is asked only where those before it did not strike.
    const probability = share / FAULTS.length / (1 - (share * index) / FAULTS.length);
    sandbox.on(operation).fault(kind, { ...options, probability });
  }
}
const server = await sandbox.listen();
const front = await startFront(server.url, seed, share / 4);
const folder = await mkdtemp(join(tmpdir(), 'optimaldial-chaos-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, 'list.csv');
// Larger than the buffers on the way, so that an answer can come while it is sent.
const padding = 'x'.repeat(20_000);
await writeFile(file, `Phone,Note\n${phoneNumbers.map((phone) => `${phone},${padding}\n`).join('')}`);
process.send?.({
  url: front.url,
  apiKey: sandbox.apiKey,
  upload: String(made.id),
  file,
} satisfies Address);
process.on('message', () => void report());
// Its parent ends it; only so does the folder go.
process.on('SIGTERM', () => process.exit());

/** Waits until nothing is carried out any more, then tells. */
async function report(): Promise<void> {
  await delay(LATEST * 2);
  const faults: Record<string, number> = { 'early-answer': front.answered() };
  for (const { kind } of sandbox.faults()) faults[kind] = (faults[kind] ?? 0) + 1;
  const calls = sandbox.uploads().filter(({ original_filename }) => original_filename.startsWith('call-'));
  process.send?.({
    faults,
    made: calls.map(({ id, original_filename }) => ({ call: Number(/\d+/.exec(original_filename)), id })),
  } satisfies Ledger);
}
