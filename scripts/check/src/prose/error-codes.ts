import { readFileSync } from 'node:fs';
import { root } from '../shell.ts';
import { listFiles } from './messages-page.ts';
import { codesOf } from './messages.ts';

/** The table of codes and verdicts. */
const CODES = 'packages/client/src/errors/verdict/codes.ts';

/** A code of an error, as the sources describe it. */
export interface CodeEntry {
  readonly code: string;
  readonly next: string;
  /** When it's thrown, from the comment above the code. */
  readonly when: string;
}

/** All codes, in their order in the sources. */
export function errorCodes(): CodeEntry[] {
  return parseCodes(readFileSync(`${root}${CODES}`, 'utf8'));
}

/** The codes in the source of the table `NEXT`, with a comment above each code. */
export function parseCodes(source: string): CodeEntry[] {
  const entries = [...source.matchAll(/^ {2}\/\*\* (.+) \*\/\n {2}(\w+): '(\w+)',$/gm)];
  const listed = source.match(/^ {2}\w+: '\w+',$/gm)?.length;
  if (entries.length !== listed) throw new Error(`${CODES}: each code needs a comment of one line above it.`);
  return entries.map(([, when = '', code = '', next = '']) => ({ code, next, when }));
}

/** The class of each code, from the sources of the packages that throw errors. */
export function classesByCode(): Map<string, string> {
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
  // The base class is also used for an error of a job that has a class of its own.
  const own = pairs.filter(([error]) => error !== 'OptimalDialError');
  return new Map(own.map(([error, code]) => [code, error]));
}
