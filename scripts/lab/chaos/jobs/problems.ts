import type { Findings } from './findings.ts';
import { SEAMS } from './crew/seams.ts';

/** What went wrong in a hunt. */
export function problemsOf(found: Findings, atLeast: number): string[] {
  const counts: readonly (readonly [number, string])[] = [
    [found.chargedTwice, 'jobs were charged twice.'],
    [found.overcharged, 'credits were charged too much.'],
    [found.lost, 'jobs lost their upload.'],
    [found.unfinished, 'jobs did not end.'],
    [found.givenUp, 'jobs were given up by the engine.'],
    [found.wrongResults, 'jobs have other results than an undisturbed run.'],
    [found.postsAfterwards, 'lists were sent after all jobs had ended.'],
  ];
  const uncovered = SEAMS.filter((name) => (found.killed[name] ?? 0) < atLeast);
  return [
    ...counts.filter(([count]) => count !== 0).map(([count, problem]) => `${count} ${problem}`),
    ...found.filesLeft.map((name) => `The file ${name} was left.`),
    ...found.thrown,
    ...uncovered.map((name) => `Only ${found.killed[name] ?? 0} kills ${name}.`),
  ];
}
