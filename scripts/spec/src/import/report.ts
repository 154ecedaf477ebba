import { table } from '@optimaldial/checks/table';
import type { Compared, Difference } from './differences.ts';

/** Formats the differences for a terminal, by operation. */
export function asTable(compared: readonly Compared[]): string {
  const all = compared.flatMap(({ differences }) => differences);
  if (all.length === 0) return 'The two specs describe the same API.';
  const lines = table(all.map(cells))
    .split('\n')
    .map((line) => `  ${line}`);
  const sections = compared.map(
    ({ operation, differences }) => `${operation}\n${lines.splice(0, differences.length).join('\n')}\n`,
  );
  return [...sections, count(all, compared.length)].join('\n');
}

function cells({ place, kind, what, theirs, ours, inferred }: Difference): string[] {
  const both = `${what}: theirs ${theirs ?? 'none'}, ours ${ours ?? 'none'}`;
  const one = theirs ?? ours;
  const detail = kind === 'differs' ? both : `${what}${one === undefined ? '' : `: ${one}`}`;
  const mark = inferred === undefined ? '' : `  [inferred: ${inferred}]`;
  return [place.trim() || 'the operation', kind, `${detail}${mark}`];
}

function count(all: readonly Difference[], operations: number): string {
  const of = (kind: Difference['kind']): number => all.filter((row) => row.kind === kind).length;
  const inferred = all.filter((row) => row.inferred !== undefined).length;
  const places = `${operations} operation${operations > 1 ? 's or events' : ' or event'}`;
  const total = `${all.length} ${all.length > 1 ? 'differences' : 'difference'} in ${places}: ${of('only theirs')} only theirs, ${of('only ours')} only ours, ${of('differs')} differ.`;
  if (inferred === 0) return total;
  return `${total}\nIn ${inferred} of them, ours is [inferred]. Adopt those first, in spec/, by hand.`;
}
