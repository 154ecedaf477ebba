import { readFileSync } from 'node:fs';
import { root } from '../shell.ts';
import { classesByCode, errorCodes, type CodeEntry } from './error-codes.ts';

/** The page with the table of all error codes, relative to the root. */
export const ERRORS_PAGE = 'packages/client/README.md';

/** Where READMEs on npmjs.com find the pages of codes. */
const PAGES = 'https://unpkg.com/@optimaldial/client/docs/errors/';
const [START, END] = ['<!-- errors: generated from the sources -->', '<!-- /errors -->'];

/** The page with its table brought up to date. */
export function errorsPage(): string {
  const text = readFileSync(`${root}${ERRORS_PAGE}`, 'utf8');
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${ERRORS_PAGE} lacks ${START} … ${END}.`);
  const table = errorsTable(errorCodes(), classesByCode());
  return `${text.slice(0, start)}${START}\n\n${table}\n\n${text.slice(end)}`;
}

/**
 * The table of codes as Markdown.
 *
 * @param classes the class of a code
 */
export function errorsTable(codes: readonly CodeEntry[], classes: ReadonlyMap<string, string>): string {
  const rows = codes.map(({ code, next, when }) => [
    `\`${classes.get(code) ?? 'OptimalDialError'}\``,
    `[\`${code}\`](${PAGES}${code}.md)`,
    `\`${next}\``,
    when,
  ]);
  return markdownTable([['class', '`code`', '`next`', 'thrown if'], ...rows]);
}

/** A Markdown table, aligned as the formatter does it. */
function markdownTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n');
}
