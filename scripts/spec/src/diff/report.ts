import type { Bump } from './bump.ts';
import type { Change } from './compare.ts';
import { joined } from './phrase.ts';

/** What a comparison found, and what it asks of the version number. */
export interface Report {
  /** What was compared with: `the released description`, a git ref or a file. */
  base: string;
  /** The version that the packages have now. */
  version: string;
  /** None where nothing changed. */
  bump?: Bump;
  changes: readonly Change[];
}

interface Section {
  title: string;
  holds: (change: Change) => boolean;
}

const SECTIONS: readonly Section[] = [
  { title: 'Breaking', holds: ({ severity }) => severity === 'breaking' },
  {
    title: 'New values: a switch over every value has to learn them',
    holds: ({ severity, newlyAnswered }) => severity === 'additive' && newlyAnswered.length > 0,
  },
  {
    title: 'Additive',
    holds: ({ severity, newlyAnswered }) => severity === 'additive' && newlyAnswered.length === 0,
  },
  { title: 'Docs only', holds: ({ severity }) => severity === 'docs' },
];

/** The report for a terminal: a table for each kind of change. */
export function asTable(report: Report): string {
  const rows = report.changes.map(cells);
  const widths = [0, 1].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const sections = SECTIONS.flatMap(({ title, holds }) => {
    const found = report.changes.filter(holds);
    if (found.length === 0) return [];
    const lines = found.map((change) => {
      const [operation = '', field = '', what = ''] = cells(change);
      return `  ${operation.padEnd(widths[0] ?? 0)}  ${field.padEnd(widths[1] ?? 0)}  ${what}`;
    });
    return [`${title}\n${lines.join('\n')}\n`];
  });
  return [...sections, verdict(report)].join('\n');
}

/** The report for a pull request. */
export function asMarkdown(report: Report): string {
  const sections = SECTIONS.flatMap(({ title, holds }) => {
    const found = report.changes.filter(holds);
    if (found.length === 0) return [];
    const lines = found.map((change) => `| ${cells(change).map(escaped).join(' | ')} |`);
    return [`### ${title}\n\n| where | field | what |\n| --- | --- | --- |\n${lines.join('\n')}\n`];
  });
  return [...sections, verdict(report)].join('\n');
}

/** The report for a program. */
export function asJson(report: Report): string {
  return JSON.stringify(report, null, 2);
}

function cells({ operations, field, what }: Change): string[] {
  return [operations.length > 0 ? joined(operations) : 'the whole API', field, what];
}

// A type such as `string | null` would end its cell.
function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

function verdict({ base, version, bump }: Report): string {
  if (bump === undefined) return `Nothing differs from ${base}.`;
  const early = version.startsWith('0.') ? '; before 1.0 breaking is minor, and the rest patch' : '';
  return `Compared with ${base}, this asks for a ${bump} release (from ${version}${early}).`;
}
