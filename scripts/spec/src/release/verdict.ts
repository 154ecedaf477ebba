import { covers } from '../diff/bump.ts';
import type { Assessment } from './assess.ts';
import type { Pending } from './changesets.ts';

/** Why what waits for a release does not cover what changed, and what to do; none where it does. */
export function objectionTo({ changes, broken, needed }: Assessment, pending: Pending): string | undefined {
  if (needed === undefined) return undefined;
  const named = changes.length === 0 || pending.namesTypes;
  if (named && covers(pending.bump, needed)) return undefined;
  const fault =
    named && pending.bump !== undefined
      ? `the waiting changesets ask for a ${pending.bump} one, which is too small`
      : 'no changeset says so';
  return [
    `What changed since the last release asks for a ${needed} release, and ${fault}:`,
    ...changes.map(({ severity, what }) => `  ${severity.padEnd(8)}  ${what}`),
    ...broken.map(({ place, why }) => `  breaking  ${place} does not compile any more: ${why}`),
    'Run `npx -y pnpm@12 spec:release` and commit .changeset/spec.md; `pnpm spec:diff` shows more.',
  ].join('\n');
}
