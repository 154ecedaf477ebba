import { typeName } from '../describe-value.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';
import { sleep } from '../time/sleep.ts';

/** Ends a sleep early: a promise when it settles, or a signal when it aborts. */
export type Wake = PromiseLike<unknown> | AbortSignal;

/** Sleeps that a {@link Wake} ends early. */
export interface Alarm {
  /** Sleeps. After a wake during the work before it, it returns immediately. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** Removes its listener. */
  stop(): void;
}

// A promise can't lose a listener. It gets a single one, so that many waits can share it.
const listeners = new WeakMap<object, Set<() => void>>();

/** @throws InvalidInputError if `wake` isn't a promise or signal */
export function createAlarm(wake: Wake | undefined): Alarm {
  let awake = false;
  let finish: (() => void) | undefined;
  const stop = listen(wake, () => {
    awake = true;
    finish?.();
  });
  return {
    stop,
    async sleep(ms, signal) {
      if (!awake) await sleep(ms, signal, (end) => (finish = end));
      awake = false;
    },
  };
}

function listen(wake: unknown, listener: () => void): () => void {
  if (wake === undefined) return () => undefined;
  if (isSignal(wake)) {
    wake.addEventListener('abort', listener, { once: true });
    return () => wake.removeEventListener('abort', listener);
  }
  if (!isRecord(wake) || typeof wake['then'] !== 'function') {
    throw new InvalidInputError(`\`wake\` must be a promise or an AbortSignal, got ${typeName(wake)}.`);
  }
  let all = listeners.get(wake);
  if (!all) {
    const added = (all = new Set<() => void>());
    listeners.set(wake, added);
    const settle = (): void => {
      listeners.delete(wake);
      for (const each of added) each();
    };
    Promise.resolve(wake).then(settle, settle);
  }
  const set = all.add(listener);
  return () => void set.delete(listener);
}

function isSignal(value: unknown): value is AbortSignal {
  return isRecord(value) && typeof value['addEventListener'] === 'function' && 'aborted' in value;
}
