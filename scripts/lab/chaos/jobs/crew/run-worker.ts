import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Order, Report } from './order.ts';

/** What happens to a worker. */
export interface WorkerEvents {
  onStart(worker: ChildProcess): void;
  onKilled(seam: string): void;
  onFrozen(seam: string): void;
  onReport(report: Report): void;
  /** How long it stays frozen, in ms. */
  thawAfter(): number;
}

/** How a worker ended. */
export interface WorkerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Whether it was killed at a seam. */
  readonly wasKilled: boolean;
  /** The end of its output of errors. */
  readonly output: string;
}

const LONGEST_OUTPUT = 2000;

/** Runs a worker to its end, and wakes it when it has frozen itself. */
export async function runWorker(order: Order, events: WorkerEvents): Promise<WorkerEnd> {
  const worker = fork(`${import.meta.dirname}/worker.ts`, [JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Workers start often.
    env: { ...process.env, NODE_COMPILE_CACHE: order.cache, NODE_NO_WARNINGS: '1' },
  });
  events.onStart(worker);
  let output = '';
  worker.stderr?.on('data', (data) => (output = (output + String(data)).slice(-LONGEST_OUTPUT)));
  let wasKilled = false;
  const lines = createInterface({ input: worker.stdout ?? process.stdin });
  lines.on('line', (line) => {
    const [what, ...name] = line.split(' ');
    if (what === 'frozen') {
      events.onFrozen(name.join(' '));
      setTimeout(() => worker.kill('SIGCONT'), events.thawAfter());
    } else if (what === 'killed') {
      wasKilled = true;
      events.onKilled(name.join(' '));
    }
  });
  worker.on('message', (report: Report) => events.onReport(report));
  // A worker that was killed can't receive its odds.
  worker.on('error', () => undefined);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    worker.once('close', (...status: [number | null, NodeJS.Signals | null]) => resolve(status));
  });
  return { code, signal, wasKilled, output };
}
