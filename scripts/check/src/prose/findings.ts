import type { Block } from './blocks.ts';
import { PATTERNS, type Pattern } from './patterns.ts';

/** A wording to change. */
export interface Finding {
  line: number;
  phrase: string;
  instead: string;
}

/** The wordings to change in blocks of text, by line. */
export function findings(blocks: readonly Block[], patterns: readonly Pattern[] = PATTERNS): Finding[] {
  return blocks
    .flatMap((block) => patterns.flatMap((pattern) => findingsOf(block, pattern)))
    .toSorted((one, other) => one.line - other.line);
}

function findingsOf({ text, lineAt }: Block, { find, instead, allow = [], atMost = 0 }: Pattern): Finding[] {
  const allowed = allow.flatMap((pattern) => [...text.matchAll(globally(pattern))]);
  return [...text.matchAll(globally(find))]
    .filter(({ index, 0: phrase }) => {
      const end = index + phrase.length;
      // The two overlap: an allowed use may be longer or shorter than what the pattern finds.
      return !allowed.some((use) => use.index < end && index < use.index + use[0].length);
    })
    .slice(atMost)
    .map(({ index, 0: phrase }) => ({ line: lineAt(index), phrase, instead }));
}

function globally(pattern: RegExp): RegExp {
  return new RegExp(pattern, `${pattern.flags}g`);
}
