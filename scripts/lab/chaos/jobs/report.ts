import { table } from '@optimaldial/checks/table';
import { SEAMS } from './crew/seams.ts';
import type { Findings } from './findings.ts';

const right = (column: number): boolean => column > 0;

/** Prints what a hunt did and found. */
export function report(found: Findings): void {
  const rows = SEAMS.map((name) => [name, found.killed[name] ?? 0, found.frozen[name] ?? 0]);
  console.log(`\n${table([['seam', 'killed', 'frozen'], ...rows], { right })}`);
  console.log(`\n${table([['fault', 'injected'], ...Object.entries(found.faults)], { right })}`);
  console.log(
    `\n${table(
      [
        ['hunt', 'result'],
        ['kills', sum(found.killed)],
        ['freezes', sum(found.frozen)],
        ['stops with SIGTERM', found.stopped],
        ['faults', sum(found.faults)],
        ['kills of the database', found.databaseKills],
        ['store errors meanwhile', found.outageErrors],
        ['retries by the engine', found.retries],
        ['recoveries by the engine', found.recovered],
        ['jobs', found.jobs],
        ['uploads', found.uploads],
        ['resolved by a person', found.reviewed],
        ['CHARGED TWICE', found.chargedTwice],
        ['credits charged too much', found.overcharged],
        ['LOST', found.lost],
        ['finished', `${((100 * (found.jobs - found.unfinished)) / found.jobs).toFixed(1)} %`],
        ['given up by the engine', found.givenUp],
        ['results that differ', found.wrongResults],
        ['POSTs afterwards', found.postsAfterwards],
        ['files left', found.filesLeft.length],
        ['s', found.seconds.toFixed(0)],
      ],
      { right },
    )}`,
  );
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
