import { fileURLToPath } from 'node:url';
import { bundleSpec, resolve, type Spec } from '@optimaldial/codegen/spec';

export type Json = Record<string, unknown>;

/** The bundled spec; references are kept. */
export const spec: Spec = await bundleSpec(fileURLToPath(new URL('../openapi.yaml', import.meta.url)));

/** The value at the end of a path of keys; references are followed at every step. */
export function at(value: unknown, ...steps: string[]): Json {
  return steps.reduce<Json>((found, step) => resolve(spec, found[step]), resolve(spec, value));
}
