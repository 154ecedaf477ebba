import type { Compared } from './compare.ts';
import type { Difference } from './differences.ts';

/** The differences for a terminal, operation by operation. */
export function asTable(compared: readonly Compared[]): string {
  const all = compared.flatMap(({ differences }) => differences);
  if (all.length === 0) return 'The two descriptions say the same.';
  const widths = [0, 1].map((column) => Math.max(...all.map((row) => cells(row)[column]?.length ?? 0)));
  const sections = compared.map(({ operation, differences }) => {
    const lines = differences.map((difference) => {
      const [place = '', kind = '', what = ''] = cells(difference);
      return `  ${place.padEnd(widths[0] ?? 0)}  ${kind.padEnd(widths[1] ?? 0)}  ${what}`.trimEnd();
    });
    return `${operation}\n${lines.join('\n')}\n`;
  });
  return [...sections, count(all, compared.length)].join('\n');
}

/** The differences for a program. */
export function asJson(compared: readonly Compared[]): string {
  return JSON.stringify(compared, null, 2);
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
  const total = `${all.length} in all, in ${places}: ${of('only theirs')} only theirs, ${of('only ours')} only ours, ${of('differs')} differ.`;
  if (inferred === 0) return total;
  return `${total}\n${inferred} stand where ours was [inferred]: those are the first to adopt, in spec/, by hand.`;
}
