const FORMATTING = /[\s().'/\u2010-\u2015-]/g;
// Spreadsheets write a number that they parsed as a float with a decimal.
const DECIMAL = /\.0+\s*$/;
const NATIONAL = /^(?:\+?1)?([2-9]\d\d[2-9]\d{6})$/;
const INTERNATIONAL = /^\+\d{7,15}$/;

/**
 * Normalizes a key, so that the same phone number in two formats matches: a US or Canadian number becomes its ten
 * digits, another one with `+` its digits after `+`. Other keys only lose surrounding spaces.
 */
export function normalizeKey(key: string): string {
  const text = key.replace(DECIMAL, '').replaceAll(FORMATTING, '');
  const national = NATIONAL.exec(text)?.[1];
  if (national !== undefined) return national;
  return INTERNATIONAL.test(text) ? text : key.trim();
}
