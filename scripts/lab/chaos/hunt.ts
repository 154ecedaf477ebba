import { fork } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { faster } from './fast-clock.ts';
import type { Address, Ledger } from './server.ts';

/** The size of a hunt. */
export interface Plan {
  readonly seed: number;
  readonly retrieves: number;
  readonly creates: number;
  readonly callers: number;
}

/** How a create ended: with an upload, an unknown outcome, an abort, or another error. */
export type Created = { readonly id: string } | 'unknown' | 'aborted' | 'failed';

/** The client under test. Every call must end eventually. */
export interface ClientUnderTest {
  /** The reason to abort some calls with, at a random time. `undefined` aborts none. */
  readonly abortReason: unknown;
  retrieve(id: string, signal: AbortSignal): Promise<unknown>;
  create(filename: string, signal: AbortSignal): Promise<Created>;
}

/** The result of a hunt. */
export interface Findings {
  readonly calls: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Number of creates by how they ended. */
  readonly outcomes: Readonly<Record<'returned' | 'unknown' | 'aborted' | 'failed', number>>;
  readonly retrieved: number;
  /** Uploads whose create neither returned them nor reported an unknown outcome. */
  readonly lost: number;
  readonly chargedTwice: number;
  readonly hung: number;
  readonly unhandled: number;
  /** Errors that would have ended the process. */
  readonly uncaughtErrors: number;
  readonly listeners: number;
  readonly seconds: number;
}

/** Factor by which the timers of the clients run faster. */
const SPEED = 10;
/** Timeout of an attempt, in ms of the clients' timers. */
export const TIMEOUT_MS = 5000;
const FAULT_SHARE = 0.3;
const LONGEST_MS = 120_000;

/** Runs callers against a server that injects faults, and compares their results with its state. */
export async function hunt(start: (address: Address) => ClientUnderTest, plan: Plan): Promise<Findings> {
  const started = performance.now();
  const server = fork(
    `${import.meta.dirname}/server.ts`,
    [plan.seed, FAULT_SHARE, TIMEOUT_MS / SPEED, SPEED].map(String),
  );
  let unhandled = 0;
  const countUnhandled = (): void => void (unhandled += 1);
  let uncaughtErrors = 0;
  const countUncaught = (): void => void (uncaughtErrors += 1);
  process.on('unhandledRejection', countUnhandled);
  process.on('uncaughtException', countUncaught);
  try {
    const address = await new Promise<Address>((resolve) => void server.once('message', resolve));
    const client = start(address);
    const { signal } = new AbortController();
    const creates: (Created | 'hung')[] = Array.from({ length: plan.creates }, () => 'hung');
    let retrieved = 0;
    let listeners = 0;
    let hungRetrieves = plan.retrieves;

    const work: (() => Promise<void>)[] = interleave(
      Array.from({ length: plan.creates }, (_, call) => async () => {
        // Aborts one in eight, at a time that depends on the seed.
        const abort = abortAt(plan.seed, call);
        if (client.abortReason === undefined || abort === undefined) {
          creates[call] = await client.create(`call-${call}.csv`, signal);
          return;
        }
        const ends = new AbortController();
        const aborting = setTimeout(() => ends.abort(client.abortReason), abort);
        creates[call] = await client.create(`call-${call}.csv`, ends.signal);
        clearTimeout(aborting);
        listeners += getEventListeners(ends.signal, 'abort').length;
      }),
      Array.from({ length: plan.retrieves }, () => async () => {
        const found = await client.retrieve(address.upload, signal).then(
          () => 1,
          () => 0,
        );
        retrieved += found;
        hungRetrieves -= 1;
      }),
    );
    const callers = Array.from({ length: plan.callers }, async () => {
      for (let next = work.pop(); next !== undefined; next = work.pop()) await next();
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise((resolve) => void (timer = setTimeout(resolve, LONGEST_MS)));
    await faster(SPEED, () => Promise.race([Promise.all(callers), tooLong]));
    clearTimeout(timer);

    const ledger = await report(server);
    const ids = creates.map((one) => (typeof one === 'object' ? one.id : one));
    const lost = ledger.made.filter(({ call, id }) => ids[call] !== id && ids[call] !== 'unknown');
    const times = new Map<number, number>();
    for (const { call } of ledger.made) times.set(call, (times.get(call) ?? 0) + 1);
    const ended = (how: string) => creates.filter((one) => one === how).length;
    return {
      calls: plan.creates + plan.retrieves,
      faults: ledger.faults,
      outcomes: {
        returned: creates.filter((one) => typeof one === 'object').length,
        unknown: ended('unknown'),
        aborted: ended('aborted'),
        failed: ended('failed'),
      },
      retrieved,
      lost: lost.length,
      chargedTwice: [...times.values()].filter((made) => made > 1).length,
      hung: ended('hung') + hungRetrieves,
      unhandled,
      uncaughtErrors,
      listeners: listeners + getEventListeners(signal, 'abort').length,
      seconds: (performance.now() - started) / 1000,
    };
  } finally {
    process.off('unhandledRejection', countUnhandled);
    process.off('uncaughtException', countUncaught);
    server.kill();
  }
}

async function report(server: ReturnType<typeof fork>): Promise<Ledger> {
  const ledger = new Promise<Ledger>(
    (resolve) => void server.once('message', (message: Ledger) => resolve(message)),
  );
  server.send('report');
  return ledger;
}

/** When to abort a call, in ms of the clients' timers; `undefined` for never. */
function abortAt(seed: number, call: number): number | undefined {
  const random = Math.abs(Math.sin(seed * 7919 + call * 104_729)) * 10_000;
  return Math.floor(random) % 8 === 0 ? Math.floor((random % 1) * 4000) : undefined;
}

/** Distributes the shorter list evenly over the longer one. */
function interleave<T>(few: readonly T[], many: readonly T[]): T[] {
  const share = many.length / Math.max(1, few.length);
  return few.flatMap((one, index) => [
    one,
    ...many.slice(Math.round(index * share), Math.round((index + 1) * share)),
  ]);
}
