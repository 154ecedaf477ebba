import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { createRandom } from './random.ts';
import { SEAMS } from './seams.ts';
import { FREEZE_MS } from './times.ts';
import type { Odds, Order, Report } from './worker.ts';

/** What happened to the workers. */
export interface Casualties {
  readonly killed: Readonly<Record<string, number>>;
  readonly frozen: Readonly<Record<string, number>>;
  /** Errors that `advance` threw, and workers that died otherwise. */
  readonly thrown: readonly string[];
}

/** How workers are killed. */
export interface Danger {
  readonly seed: number;
  /** How often each seam must kill a worker. */
  readonly atLeast: number;
  /** The probabilities to be killed, if they don't depend on the kills so far. */
  readonly odds?: Odds | undefined;
}

/** What all workers of a crew have in common. */
export type Mission = Omit<Order, 'seed' | 'fuse' | 'odds'>;

/** Kills a few more than needed at each seam, because counts arrive late. */
const MARGIN = 3;
/** Seams that only some jobs pass, or each only once. */
const RARE = /failed|needs_review|put reserved|during|after put done/;
const LONGEST_FUSE = 10;
const EVERY_MS = 250;

/**
 * Runs workers until all jobs have ended, and starts each one again that is killed. The fewer kills a seam has,
 * and the rarer it is passed, the more likely it kills.
 */
export async function runCrew(
  size: number,
  order: Mission,
  { seed, atLeast, odds: fixed }: Danger,
  limit: number,
): Promise<Casualties> {
  const random = createRandom(seed);
  const killed: Record<string, number> = {};
  const frozen: Record<string, number> = {};
  const passed: Record<string, number> = {};
  const thrown: string[] = [];
  const workers = new Set<ChildProcess>();
  const over = new AbortController();

  const oddsNow = (): Odds =>
    fixed ??
    Object.fromEntries(
      SEAMS.map((name) => {
        const missing = atLeast + MARGIN - (killed[name] ?? 0);
        const likely = missing / Math.max(1, (passed[name] ?? 0) / 4);
        return [name, missing <= 0 ? 0 : Math.min(RARE.test(name) ? 0.6 : 0.2, likely)];
      }),
    );
  const updating = setInterval(() => {
    const odds = oddsNow();
    for (const worker of workers) if (worker.connected) worker.send(odds);
  }, EVERY_MS);
  const ending = setTimeout(() => {
    over.abort();
    thrown.push('The jobs did not end in time.');
    for (const worker of workers) worker.kill('SIGKILL');
  }, limit);

  try {
    await Promise.all(
      Array.from({ length: size }, async () => {
        for (let ended = false; !ended && !over.signal.aborted;) ended = await life();
      }),
    );
  } finally {
    clearInterval(updating);
    clearTimeout(ending);
  }
  return { killed, frozen, thrown };

  /** Runs a worker to its end. Returns whether all jobs had ended. */
  async function life(): Promise<boolean> {
    const mine: Order = {
      ...order,
      seed: Math.floor(random() * 2 ** 32),
      fuse: Math.floor(random() * LONGEST_FUSE),
      odds: oddsNow(),
    };
    const worker = fork(`${import.meta.dirname}/worker.ts`, [JSON.stringify(mine)], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      // Workers start often.
      env: { ...process.env, NODE_COMPILE_CACHE: order.cache },
    });
    workers.add(worker);
    let wasKilled = false;
    const lines = createInterface({ input: worker.stdout ?? process.stdin });
    lines.on('line', (line) => {
      const [what, ...name] = line.split(' ');
      const counts = what === 'frozen' ? frozen : killed;
      counts[name.join(' ')] = (counts[name.join(' ')] ?? 0) + 1;
      if (what === 'frozen') {
        const [least, most] = FREEZE_MS;
        setTimeout(() => worker.kill('SIGCONT'), least + random() * (most - least));
      } else wasKilled = true;
    });
    worker.on('message', (report: Report) => {
      for (const [name, times] of Object.entries(report.passed)) passed[name] = (passed[name] ?? 0) + times;
      thrown.push(...report.thrown);
    });
    // A worker that was killed can't receive its odds.
    worker.on('error', () => undefined);
    const [code] = await new Promise<[number | null]>((resolve) => {
      worker.once('close', (...end: [number | null]) => resolve(end));
    });
    workers.delete(worker);
    if (code !== 0 && !wasKilled && !over.signal.aborted) thrown.push(`A worker ended with code ${code}.`);
    return code === 0;
  }
}

/** Runs one worker that nothing disturbs, to its end. */
export async function runUndisturbed(order: Mission): Promise<readonly string[]> {
  const { thrown } = await runCrew(1, order, { seed: 1, atLeast: 0, odds: {} }, 60_000);
  return thrown;
}
