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
      const started = performance.now();
      let [last, read] = [first, started];
      while (last < first + 20) {
        const now = await store.now();
        const elapsed = performance.now() - read;
        read += elapsed;
        check(now >= last - 10, 'now must not go back.');
        check(now <= last + elapsed + 500, 'now must advance in steps of a few ms, and no faster than time.');
        check(read - started < 3_000, 'now must advance.');
        last = Math.max(last, now);
      }
    },
  },
];
