import type { Severity } from './judge.ts';

/** What a release does to the version number. */
export type Bump = 'major' | 'minor' | 'patch';

const BUMPS: readonly Bump[] = ['patch', 'minor', 'major'];

/**
 * The bump that the gravest of these asks for, from this version on; none where there is none. Before
 * 1.0 a breaking change is minor and everything else patch, as a caret range takes them.
 */
export function bumpFor(severities: readonly Severity[], version: string): Bump | undefined {
  if (severities.length === 0) return undefined;
  const beforeOne = version.startsWith('0.');
  if (severities.includes('breaking')) return beforeOne ? 'minor' : 'major';
  return severities.includes('additive') && !beforeOne ? 'minor' : 'patch';
}

/** Whether a bump is at least as large as the one that is needed. */
export function covers(bump: Bump | undefined, needed: Bump): boolean {
  return bump !== undefined && BUMPS.indexOf(bump) >= BUMPS.indexOf(needed);
}
