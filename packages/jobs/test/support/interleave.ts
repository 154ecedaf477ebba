import { AsyncLocalStorage } from 'node:async_hooks';

/** Lets one actor run for a number of steps, while all others wait. */
export interface Burst {
  readonly actor: number;
  readonly steps: number;
}

/** Runs actors step by step in a given order: an actor may wait at a step for as long as others take. */
export interface Interleaving {
  /** To call before each step. Outside of `run` it doesn't wait. */
  step(): Promise<void>;
  /** Runs the bursts, then the actors one after the other to their end. */
  run(actors: readonly (() => Promise<void>)[], bursts: readonly Burst[]): Promise<void>;
}

/** Creates an interleaving. */
export function createInterleaving(): Interleaving {
  const current = new AsyncLocalStorage<(proceed: () => void) => void>();

  return {
    step() {
      const pause = current.getStore();
      return pause === undefined ? Promise.resolve() : new Promise(pause);
    },
    async run(actors, bursts) {
      const paused = actors.map((actor) => start(actor));
      for (const { actor, steps } of [
        ...bursts,
        ...actors.map((_, last) => ({ actor: last, steps: Infinity })),
      ]) {
        const controls = paused[actor % paused.length];
        for (let step = 0; step < steps && (await controls?.proceed()) === true; step += 1);
      }
    },
  };

  function start(actor: () => Promise<void>): { proceed: () => Promise<boolean> } {
    let proceed: (() => void) | undefined;
    let reached = Promise.withResolvers<void>();
    const ended = current.run(
      (next) => {
        proceed = next;
        reached.resolve();
      },
      async () => {
        await new Promise<void>((next) => (proceed = next));
        await actor();
      },
    );
    // Awaited in `proceed`, which reports the failure.
    ended.catch(() => {});
    return {
      /** Runs the actor up to its next step; `false` if it has ended. */
      async proceed() {
        if (proceed === undefined) return false;
        const next = proceed;
        proceed = undefined;
        reached = Promise.withResolvers();
        next();
        await Promise.race([reached.promise, ended]);
        return proceed !== undefined;
      },
    };
  }
}
