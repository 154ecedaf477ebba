import { type Case, check } from '../case.ts';

/** `now` is one clock for all handles. */
export const TIME: readonly Case[] = [
  {
    name: 'now: returns ms since 1970 from a clock that all handles share',
    async prove(open) {
      const [store, other] = [await open(), await open()];
      const first = await store.now();
      check(Number.isFinite(first), 'now must resolve with a number.');
      check(first > 1e12 && first < 1e13, 'now must return milliseconds since 1970.');
      check(Math.abs((await other.now()) - first) < 1_000, 'now must return the same time on all handles.');
      let last = first;
      let passed = false;
      const started = performance.now();
      while (!passed) {
        const now = await store.now();
        check(now >= last - 10, 'now must not go back.');
        last = Math.max(last, now);
        passed = last >= first + 20;
        check(passed || performance.now() - started < 3_000, 'now must advance with a resolution of ms.');
      }
      const elapsed = performance.now() - started;
      check(last - first < elapsed + 1_000, 'now must not run faster than time.');
    },
  },
];
