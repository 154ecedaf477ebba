import { table } from '@optimaldial/checks/table';
import type { Bump } from './bump.ts';
import type { Change } from './compare.ts';
import { joined } from './phrase.ts';

/** The result of a comparison, and the version bump that it requires. */
export interface Report {
  /** What the spec was compared with: `the released spec`, a git ref or a file. */
  base: string;
  /** The current version of the packages. */
  version: string;
  /** Undefined if nothing changed. */
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
    title: 'New values: an exhaustive switch needs a case for them',
    holds: ({ severity, newValues }) => severity === 'additive' && newValues.length > 0,
  },
  {
    title: 'Additive',
    holds: ({ severity, newValues }) => severity === 'additive' && newValues.length === 0,
  },
  { title: 'Docs only', holds: ({ severity }) => severity === 'docs' },
];

/** Formats the report for a terminal: a table for each kind of change. */
export function asTable(report: Report): string {
  const parts = SECTIONS.map(({ title, holds }) => ({ title, found: report.changes.filter(holds) }));
  const lines = table(parts.flatMap(({ found }) => found.map(cells)))
    .split('\n')
    .map((line) => `  ${line}`);
  const sections = parts
    .filter(({ found }) => found.length > 0)
    .map(({ title, found }) => `${title}\n${lines.splice(0, found.length).join('\n')}\n`);
  return [...sections, verdict(report)].join('\n');
}

/** Formats the report for a pull request. */
export function asMarkdown(report: Report): string {
  const sections = SECTIONS.flatMap(({ title, holds }) => {
    const found = report.changes.filter(holds);
    if (found.length === 0) return [];
    const lines = found.map((change) => `| ${cells(change).map(escaped).join(' | ')} |`);
    return [`### ${title}\n\n| where | field | what |\n| --- | --- | --- |\n${lines.join('\n')}\n`];
  });
  return [...sections, verdict(report)].join('\n');
}

/** Formats the report for programs. */
export function asJson(report: Report): string {
  return JSON.stringify(report, null, 2);
}

function cells({ operations, field, what }: Change): string[] {
  return [operations.length > 0 ? joined(operations) : 'the whole API', field, what];
}

// Otherwise, a type such as `string | null` would end its cell.
function escaped(text: string): string {
  return text.replaceAll('|', '\\|');
}

function verdict({ base, version, bump }: Report): string {
  if (bump === undefined) return `Nothing differs from ${base}.`;
  const early = version.startsWith('0.')
    ? '; before 1.0, breaking changes are minor and all others patch'
    : '';
  return `Compared with ${base}, the changes require a ${bump} release (from ${version}${early}).`;
}
