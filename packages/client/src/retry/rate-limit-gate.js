import { abortReason } from './abort.ts';
import { LONGEST_PAUSE_MS } from './backoff.ts';
import { after } from './timer.ts';
/** How long those that were let go may stay away before another probe goes, in ms. */
const PROBE_MS = 60000;
/** The least time between probes that are refused in a row: it doubles up to a minute. In ms. */
const BETWEEN = { first: 500, most: 60000 };
/** Makes a gate, open. */
export function createGate() {
  const queue = [];
  let state = 'open';
  let turns = 0;
  let epoch = 0;
  let refusals = 0;
  let closedUntil = 0;
  let goneUntil = 0;
  let refusal;
  let cancel;
  function release(count, probe) {
    goneUntil = performance.now() + PROBE_MS;
    for (const waiting of queue.splice(0, count)) waiting.go({ probe, epoch });
    tick();
  }
  /** Lets the first of those who wait go as the probe, once it is time. */
  function tick() {
    cancel?.();
    if (queue.length === 0 || state === 'open') return;
    const left = (state === 'closed' ? closedUntil : goneUntil) - performance.now();
    if (left > 0) {
      cancel = after(left, tick);
      return;
    }
    state = 'probing';
    release(1, true);
  }
  /** Lets others follow a request that has passed, or one in place of one that was not sent. */
  function drain(count) {
    state = queue.length > count ? 'draining' : 'open';
    release(count, false);
  }
  const opensIn = () => (state === 'closed' ? Math.max(0, closedUntil - performance.now()) : 0);
  return {
    turn: () => turns++,
    get closed() {
      return state !== 'open';
    },
    get opensIn() {
      return opensIn();
    },
    get shared() {
      return queue.length > 0;
    },
    refusalPast(ms) {
      const left = opensIn();
      return refusal && left > 0 && left >= ms
        ? { ...refusal, retryAfter: Math.ceil(left / 1000) }
        : undefined;
    },
    enter: (turn, ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) throw abortReason(signal);
        const settle = () => {
          stop();
          signal?.removeEventListener('abort', abort);
        };
        const leave = () => {
          settle();
          queue.splice(queue.indexOf(waiting), 1);
          // Nobody is left to keep a timer for.
          tick();
        };
        const abort = () => {
          leave();
          reject(abortReason(signal));
        };
        const stop = after(ms, () => {
          leave();
          resolve(undefined);
        });
        const waiting = {
          turn,
          go(pass) {
            settle();
            resolve(pass);
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        const later = queue.findIndex((other) => other.turn > turn);
        queue.splice(later === -1 ? queue.length : later, 0, waiting);
        tick();
      }),
    refused(answer, ms, pass) {
      if (pass?.probe && pass.epoch === epoch) refusals += 1;
      else if (state === 'open' || state === 'draining') refusals = 0;
      const least = refusals === 0 ? 0 : Math.min(BETWEEN.most, BETWEEN.first * 2 ** refusals);
      epoch += 1;
      state = 'closed';
      closedUntil = Math.max(
        closedUntil,
        performance.now() + Math.min(LONGEST_PAUSE_MS, Math.max(ms, least)),
      );
      refusal = answer;
      tick();
    },
    passed(pass) {
      if (pass.epoch !== epoch || state === 'closed') return;
      refusals = 0;
      drain(2);
    },
    unused(pass) {
      if (pass.epoch !== epoch) return;
      if (!pass.probe) {
        if (state === 'draining') drain(1);
        return;
      }
      // The next one probes in its place.
      state = 'closed';
      tick();
    },
  };
}
