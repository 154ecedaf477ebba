import type { Spec } from '@optimaldial/codegen/spec';
import { bumpFor, type Bump } from '../diff/bump.ts';
import { compareSpecs, type Change } from '../diff/compare.ts';
import { compileSurface, type Broken } from './compile-surface.ts';
import type { Piece } from './surface.ts';

/** The last release. */
export interface Released {
  spec: Spec;
  surface: readonly Piece[];
}

/** What changed since the last release. */
export interface Assessment {
  /** Changes of the spec. */
  changes: readonly Change[];
  /** Code that compiled with the last release and no longer compiles. */
  broken: readonly Broken[];
  /** The bump that both require. Undefined if nothing changed. */
  needed?: Bump;
}

/** Compares the spec and the hand-written surface with the last release. */
export async function assess(released: Released, spec: Spec, version: string): Promise<Assessment> {
  const [changes, broken] = await Promise.all([
    compareSpecs(released.spec, spec),
    compileSurface(released.surface, released.spec),
  ]);
  const needed = bumpFor(
    [...changes.map(({ severity }) => severity), ...broken.map(() => 'breaking' as const)],
    version,
  );
  return { changes, broken, ...(needed === undefined ? {} : { needed }) };
}
