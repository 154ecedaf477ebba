import { table } from '@optimaldial/checks/table';
import { covers } from '../diff/bump.ts';
import type { Assessment } from './assess.ts';
import type { Pending } from './changesets.ts';

/** Explains why the pending changesets don't cover the changes, and what to do. Undefined if they do. */
export function objectionTo({ changes, broken, needed }: Assessment, pending: Pending): string | undefined {
  if (needed === undefined) return undefined;
  const named = changes.length === 0 || pending.namesTypes;
  if (named && covers(pending.bump, needed)) return undefined;
  const reason =
    named && pending.bump !== undefined
      ? `the pending changesets request only a ${pending.bump} release`
      : 'no changeset requests one';
  return [
    `The changes since the last release require a ${needed} release, but ${reason}:`,
    table([
      ...changes.map(({ severity, what }) => ['', severity, what]),
      ...broken.map(({ place, why }) => ['', 'breaking', `${place} no longer compiles: ${why}`]),
    ]),
    'Run `npx -y pnpm@12 spec:release` and commit .changeset/spec.md. `pnpm spec:diff` shows details.',
  ].join('\n');
}
