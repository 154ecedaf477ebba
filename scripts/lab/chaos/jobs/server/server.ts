/**
 * Accounts that inject faults, in a process of their own: most keep filenames, every fourth one renames files.
 * Strangers upload lists to all of them.
 *
 *   node server.ts <seed> <accounts> <share of requests that fail> <weight of late requests> <how late in ms>
 */
import { createSandbox, phoneNumbers, type FaultKind, type Sandbox } from '@optimaldial/testing';
import { isFailing, renames, STRANGER_ROWS } from './lists.ts';

/** An account of the server. */
export interface Account {
  readonly url: string;
  readonly apiKey: string;
}

/** An upload of the server. */
export interface Made {
  readonly id: string;
  readonly account: number;
  readonly rows: number;
  readonly credits: number;
  readonly status: string;
}

/** The state of the server. */
export interface Ledger {
  readonly faults: Readonly<Record<string, number>>;
  /** The uploads, without those of strangers. */
  readonly made: readonly Made[];
  /** Credits that all uploads cost, by the balance of the accounts. */
  readonly charged: number;
  /** Number of requests that create an upload, without those of strangers. */
  readonly posts: number;
}

const [seed = 1, count = 4, share = 0.3, lates = 3, lateMs = 2000] = process.argv.slice(2).map(Number);
/** Few strangers, because every search reads all uploads since its mark. */
const STRANGER_MS = 4000;
const MOST_STRANGERS = 20;
const CREDITS = 10_000_000;
const FAULTS: readonly (readonly [FaultKind, number | undefined])[] = [
  ['reset', undefined],
  ['rate-limit', undefined],
  ['unavailable', undefined],
  ['reset-after-commit', undefined],
  ['bad-gateway', undefined],
  ['timeout', undefined],
  ['stall', undefined],
  ['truncate', undefined],
  ['slow', lateMs / 2],
  // More often, because only it shows that the settling time is needed.
  ...Array.from({ length: lates }, (): [FaultKind, number] => ['late', lateMs]),
];
const accounts = Array.from({ length: count }, (_, account) => createAccount(account));
let strangers = 0;
const timers = [setInterval(failSome, 100), setInterval(() => void uploadAsStranger(), STRANGER_MS)];

const servers = await Promise.all(accounts.map((account) => account.listen()));
process.on('message', () => process.send?.(ledger()));
process.on('disconnect', () => process.exit());
process.send?.(accounts.map(({ apiKey }, index): Account => ({ url: servers[index]?.url ?? '', apiKey })));

function createAccount(account: number): Sandbox {
  const sandbox = createSandbox({
    seed: seed + account * 1_000_000,
    credits: CREDITS,
    filenames: renames(account) ? 'renamed' : 'kept',
    limits: { key: 1_000_000, organization: 1_000_000 },
    processing: { queued: 300, takes: 700 },
  });
  for (const operation of [
    'createUpload',
    'listUploads',
    'retrieveUpload',
    'downloadProcessedFiltered',
  ] as const) {
    const failing = operation === 'createUpload' && renames(account) ? Math.min(0.6, share * 2) : share;
    for (const [index, [kind, delay]] of FAULTS.entries()) {
      // A rule only applies if none of the rules before it did.
      const probability = failing / FAULTS.length / (1 - (failing * index) / FAULTS.length);
      sandbox.on(operation).fault(kind, { probability, ...(delay !== undefined && { delay }) });
    }
  }
  return sandbox;
}

/** Fails the uploads of the jobs that must fail. */
function failSome(): void {
  for (const [index, account] of accounts.entries()) {
    for (const { id, status, valid_row_count: rows } of account.uploads()) {
      const canFail = status === 'ready_for_processing' || status === 'processing';
      if (canFail && isFailing(rows ?? 0, index)) account.fail(id);
    }
  }
}

async function uploadAsStranger(): Promise<void> {
  if (strangers >= MOST_STRANGERS * accounts.length) return;
  for (const { apiKey, fetch } of accounts) {
    strangers += 1;
    await fetch('https://api.optimaldial.com/api/v1/uploads', {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ phone_numbers: phoneNumbers(STRANGER_ROWS), filename: 'stranger.csv' }),
    }).catch(() => undefined);
  }
}

function ledger(): Ledger {
  const faults: Record<string, number> = {};
  for (const { kind } of accounts.flatMap((account) => account.faults())) {
    faults[kind] = (faults[kind] ?? 0) + 1;
  }
  const all = accounts.flatMap((sandbox, account) =>
    sandbox.uploads().map(({ id, valid_row_count: rows, credits_charged: credits, status }): Made => ({
      id,
      account,
      rows: rows ?? 0,
      credits: credits ?? 0,
      status,
    })),
  );
  return {
    faults,
    made: all.filter(({ rows }) => rows !== STRANGER_ROWS),
    charged:
      accounts.reduce((sum, account) => sum + CREDITS - account.credits(), 0) -
      all.filter(({ rows }) => rows === STRANGER_ROWS).reduce((sum, { credits }) => sum + credits, 0),
    posts: accounts.flatMap((account) => account.requests('createUpload')).length - strangers,
  };
}

// Keeps the timers of the strangers from outliving the hunt.
process.on('exit', () => timers.forEach(clearInterval));
