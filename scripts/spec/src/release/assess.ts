import type { Spec } from '@optimaldial/codegen/spec';
import { bumpFor, type Bump } from '../diff/bump.ts';
import { compareSpecs, type Change } from '../diff/compare.ts';
import { compileSurface, type Broken } from './compile-surface.ts';
import type { Piece } from './surface.ts';

/** What was released last. */
export interface Released {
  description: Spec;
  surface: readonly Piece[];
}

/** What changed since, as both judges see it. */
export interface Assessment {
  /** By the differ: what changed in the description. */
  changes: readonly Change[];
  /** By the compiler: what compiled with the last release and does not any more. */
  broken: readonly Broken[];
  /** The bump that the graver of the two asks for; none where nothing changed. */
  needed?: Bump;
}

/** Judges what changed since the last release, in the description and in the hand-written surface. */
export async function assess(released: Released, description: Spec, version: string): Promise<Assessment> {
  const [changes, broken] = await Promise.all([
    compareSpecs(released.description, description),
    compileSurface(released.surface, released.description),
  ]);
  const needed = bumpFor(
    [...changes.map(({ severity }) => severity), ...broken.map(() => 'breaking' as const)],
    version,
  );
  return { changes, broken, ...(needed === undefined ? {} : { needed }) };
}
