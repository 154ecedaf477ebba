const FORMATTING = /[\s().'/\u2010-\u2015-]/g;
// Spreadsheets write a number that they parsed as a float with a decimal.
const DECIMAL = /\.0+\s*$/;
// Area code and exchange start with 2 to 9.
const NATIONAL = /^(?:\+?1)?([2-9]\d\d[2-9]\d{6})$/;
const SHORTEST = 10;

/**
 * Reads a cell as a US or Canadian number: ten digits after formatting is removed, with or without 1 before.
 * Numbers that look like one but aren't assigned are accepted.
 *
 * @returns its ten digits as a number; `undefined` for anything else
 */
export function readUsNumber(cell: string): number | undefined {
  if (cell.length < SHORTEST) return undefined;
  const [, digits] = NATIONAL.exec(cell.replace(DECIMAL, '').replaceAll(FORMATTING, '')) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
