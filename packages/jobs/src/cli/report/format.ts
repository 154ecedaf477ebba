import { relative } from 'node:path';

/** Formats a count. */
export function count(value: number): string {
  return value.toLocaleString('en-US');
}

/** A path as a user would type it. */
export function display(path: string): string {
  const short = relative('', path);
  return short.startsWith('..') || short === '' ? path : short;
}
