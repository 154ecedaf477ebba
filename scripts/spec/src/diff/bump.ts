import type { Severity } from './severity.ts';

/** The part of the version number that a release increments. */
export type Bump = 'major' | 'minor' | 'patch';

const BUMPS: readonly Bump[] = ['patch', 'minor', 'major'];

/**
 * The bump that changes of these severities require. Before 1.0, a breaking change is minor and everything
 * else is patch, which matches caret ranges.
 */
export function bumpFor(severities: readonly Severity[], version: string): Bump | undefined {
  if (severities.length === 0) return undefined;
  const beforeOne = version.startsWith('0.');
  if (severities.includes('breaking')) return beforeOne ? 'minor' : 'major';
  return severities.includes('additive') && !beforeOne ? 'minor' : 'patch';
}

/** Whether a bump is at least as large as the required one. */
export function covers(bump: Bump | undefined, needed: Bump): boolean {
  return bump !== undefined && BUMPS.indexOf(bump) >= BUMPS.indexOf(needed);
}
