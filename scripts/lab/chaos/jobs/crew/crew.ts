import type { ChildProcess } from 'node:child_process';
import { nextOdds } from './odds.ts';
import type { Order, Thrown } from './order.ts';
import { createRandom } from './random.ts';
import { runWorker, type WorkerEvents } from './run-worker.ts';
import { FREEZE_MS } from './times.ts';

/** What happened to the workers. */
export interface Casualties {
  readonly killed: Readonly<Record<string, number>>;
  readonly frozen: Readonly<Record<string, number>>;
  /** Number of workers that were stopped with SIGTERM, and started again. */
  readonly stopped: number;
  /** Errors that `advance` threw, and workers that died otherwise. */
  readonly thrown: readonly Thrown[];
  /** How often an engine repeated a slice because it had thrown. */
  readonly retries: number;
}

/** How workers are killed. */
export interface Danger {
  readonly seed: number;
  /** How often each seam must kill a worker. */
  readonly atLeast: number;
  /** The probabilities to be killed, if they don't depend on the kills so far. */
  readonly odds?: Order['odds'] | undefined;
  /** Number of workers that are stopped with SIGTERM. */
  readonly stops: number;
}

/** What all workers of a crew have in common. */
export type Mission = Omit<Order, 'seed' | 'slot' | 'fuse' | 'odds' | 'ended' | 'missing'>;

/** When a crew ends. */
export interface Shifts {
  /** Aborts once all jobs have ended. */
  readonly over: AbortSignal;
  /** What is known of the jobs. */
  readonly known: () => Pick<Order, 'ended' | 'missing'>;
  /** Longest time in ms. */
  readonly limit: number;
}

const LONGEST_FUSE = 10;
const EVERY_MS = 250;
const STOP_EVERY_MS = 2500;
/** Longest time in ms that a worker takes to stop. */
const STOPS_WITHIN_MS = 20_000;

/** Runs workers until all jobs have ended, and starts each one again that is killed or stopped. */
export async function runCrew(
  size: number,
  mission: Mission,
  { seed, atLeast, odds: fixed, stops }: Danger,
  { over, known, limit }: Shifts,
): Promise<Casualties> {
  const random = createRandom(seed);
  const killed: Record<string, number> = {};
  const frozen: Record<string, number> = {};
  const passed: Record<string, number> = {};
  const thrown: Thrown[] = [];
  const workers = new Set<ChildProcess>();
  /** Those that were asked to stop. */
  const told = new WeakSet<ChildProcess>();
  const late = new AbortController();
  let [stopped, retries] = [0, 0];

  const oddsNow = (): Order['odds'] => fixed ?? nextOdds(atLeast, killed, passed);
  const note = (text: string, isOutage = false): void => void thrown.push({ text, at: Date.now(), isOutage });
  const giveUp = (text: string): void => {
    late.abort();
    note(text);
    for (const worker of workers) worker.kill('SIGKILL');
  };
  const stop = (worker: ChildProcess): boolean => {
    told.add(worker);
    return worker.kill('SIGTERM');
  };
  let stopping: NodeJS.Timeout | undefined;
  const end = (): void => {
    for (const worker of workers) stop(worker);
    stopping = setTimeout(() => giveUp('A worker did not stop.'), STOPS_WITHIN_MS);
  };
  over.addEventListener('abort', end, { once: true });
  const updating = setInterval(() => {
    const odds = oddsNow();
    for (const worker of workers) if (worker.connected) worker.send(odds);
  }, EVERY_MS);
  const disturbing = setInterval(() => {
    const worker = [...workers][Math.floor(random() * workers.size)];
    if (stopped < stops && !over.aborted && worker !== undefined && stop(worker)) stopped += 1;
  }, STOP_EVERY_MS);
  const ending = setTimeout(() => giveUp('The jobs did not end in time.'), limit);

  try {
    await Promise.all(
      Array.from({ length: size }, async (_, slot) => {
        const done = AbortSignal.any([over, late.signal]);
        for (let hasEnded = false; !hasEnded && !done.aborted;) hasEnded = await life(slot);
      }),
    );
  } finally {
    over.removeEventListener('abort', end);
    for (const timer of [updating, disturbing, ending, stopping]) clearTimeout(timer);
  }
  return { killed, frozen, stopped, thrown, retries };

  /** Runs a worker to its end. Returns whether it ended because all jobs had. */
  async function life(slot: number): Promise<boolean> {
    const seeds = { seed: Math.floor(random() * 2 ** 32), fuse: Math.floor(random() * LONGEST_FUSE) };
    let worker: ChildProcess | undefined;
    const events: WorkerEvents = {
      onStart: (started) => void workers.add((worker = started)),
      onKilled: (seam) => void (killed[seam] = (killed[seam] ?? 0) + 1),
      onFrozen: (seam) => void (frozen[seam] = (frozen[seam] ?? 0) + 1),
      onReport(report) {
        for (const [name, times] of Object.entries(report.passed)) passed[name] = (passed[name] ?? 0) + times;
        thrown.push(...report.thrown);
        retries += report.retries;
      },
      thawAfter: () => FREEZE_MS[0] + random() * (FREEZE_MS[1] - FREEZE_MS[0]),
    };
    const order = { ...mission, ...seeds, slot, ...known(), odds: oddsNow() };
    const { code, signal, wasKilled, output } = await runWorker(order, events);
    if (worker !== undefined) workers.delete(worker);
    const wasTold = worker !== undefined && told.has(worker);
    // SIGTERM ends a worker that doesn't listen yet.
    const isExpected = code === 0 || wasKilled || late.signal.aborted || (wasTold && signal === 'SIGTERM');
    // The client of an engine may end the process if the database can't be reached.
    if (!isExpected)
      note(
        `A worker ended with code ${code}, signal ${signal}.\n${output}`,
        mission.driver === 'dbos' || mission.driver === 'bullmq',
      );
    return code === 0 && !wasTold;
  }
}

/** Runs one worker that nothing disturbs, until all jobs have ended. */
export async function runUndisturbed(mission: Mission): Promise<readonly Thrown[]> {
  const over = new AbortController();
  const danger = { seed: 1, atLeast: 0, odds: {}, stops: 0 };
  const shifts = { over: over.signal, known: () => ({ ended: [], missing: 0 }), limit: 120_000 };
  const { thrown } = await runCrew(1, mission, danger, shifts);
  return thrown;
}
