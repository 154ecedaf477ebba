import { abortReason } from '../time/abort.ts';
import { after } from '../time/timer.ts';

interface Waiting<T> {
  readonly turn: number;
  release(value: T): void;
}

/** A queue in which each member waits with a timeout and an abort signal of its own. */
export interface WaitingQueue<T> {
  readonly length: number;
  /**
   * Waits to be released.
   *
   * @param turn place in the queue: a lower number goes first
   * @param ms timeout in ms
   * @returns the value passed to `release`; `undefined` after the timeout
   * @throws the reason of the signal if it is aborted
   */
  wait(turn: number, ms: number, signal: AbortSignal | undefined): Promise<T | undefined>;
  /** Releases the first `count` members. */
  release(count: number, value: T): void;
}

/**
 * Creates a queue.
 *
 * @param onChange called after a member has joined, or left without being released
 */
export function createWaitingQueue<T>(onChange: () => void): WaitingQueue<T> {
  const queue: Waiting<T>[] = [];
  return {
    get length() {
      return queue.length;
    },
    wait: (turn, ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw abortReason(signal);
        const cleanUp = (): void => {
          cancel();
          signal?.removeEventListener('abort', abort);
        };
        const leave = (): void => {
          cleanUp();
          queue.splice(queue.indexOf(member), 1);
          onChange();
        };
        const abort = (): void => {
          leave();
          reject(abortReason(signal));
        };
        const cancel = after(ms, () => {
          leave();
          resolve(undefined);
        });
        const member: Waiting<T> = {
          turn,
          release(value) {
            cleanUp();
            resolve(value);
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        const next = queue.findIndex((other) => other.turn > turn);
        queue.splice(next === -1 ? queue.length : next, 0, member);
        onChange();
      }),
    release(count, value) {
      for (const member of queue.splice(0, count)) member.release(value);
    },
  };
}
