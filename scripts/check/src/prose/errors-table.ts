import { readFileSync } from 'node:fs';
import { root } from '../shell.ts';
import { listFiles } from './messages-page.ts';
import { codesOf } from './messages.ts';

/** The page with the table of all error codes, relative to the root. */
export const ERRORS_PAGE = 'packages/client/README.md';

/** The table of codes and verdicts. */
const CODES = 'packages/client/src/errors/verdict/codes.ts';
const [START, END] = ['<!-- errors: generated from the sources -->', '<!-- /errors -->'];

/** The page with its table brought up to date. */
export function errorsPage(): string {
  const text = readFileSync(`${root}${ERRORS_PAGE}`, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${ERRORS_PAGE} lacks ${START} … ${END}.`);
  const table = errorsTable(readFileSync(`${root}${CODES}`, 'utf8'), classesByCode());
  return `${text.slice(0, start)}${START}\n\n${table}\n\n${text.slice(end)}`;
}

/**
 * The table of all codes as Markdown.
 *
 * @param source of the table `NEXT`, with a comment above each code
 * @param classes the class of a code
 */
export function errorsTable(source: string, classes: ReadonlyMap<string, string>): string {
  const entries = [...source.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+): '(\w+)',$/gm)];
  const listed = source.match(/^ {2}\w+: '\w+',$/gm)?.length;
  if (entries.length !== listed) throw new Error(`${CODES}: each code needs a comment of one line above it.`);
  const rows = entries.map(([, when = '', code = '', next = '']) => {
    const name = classes.get(code) ?? 'OptimalDialError';
    return [`\`${name}\``, `\`${code}\``, `\`${next}\``, when];
  });
  return markdownTable([['class', '`code`', '`next`', 'thrown if'], ...rows]);
}

/** The class of each code, from the sources of the packages that throw errors. */
function classesByCode(): Map<string, string> {
  const files = listFiles(['packages/client/src', 'packages/jobs/src']).filter((path) =>
    path.endsWith('.ts'),
  );
  const pairs = files.flatMap((path) => {
    const source = readFileSync(`${root}${path}`, 'utf8');
    // Classes that get their code from a table or a caller: `[RateLimitError, 'rate_limited', …]`, `new JobError('…', …)`.
    const listed = [...source.matchAll(/(?:\[\s*(\w+Error),|new (\w+Error)\()\s*'(\w+)'/g)].map(
      ([, inTable, constructed, code = '']) => [inTable ?? constructed ?? '', code] as const,
    );
    return [...codesOf(path, source), ...listed];
  });
  return new Map(pairs.map(([error, code]) => [code, error]));
}

/** A Markdown table, aligned as the formatter does it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
