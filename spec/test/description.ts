import { fileURLToPath } from 'node:url';
import { bundleDescription, resolve, type Description } from '../../scripts/generate/bundle.ts';

export type Json = Record<string, unknown>;

/** The description as it is written, with its references. */
export const description: Description = await bundleDescription(
  fileURLToPath(new URL('../openapi.yaml', import.meta.url)),
);

/** What is found along `steps`; references are followed at every one of them. */
export function at(value: unknown, ...steps: string[]): Json {
  return steps.reduce<Json>((found, step) => resolve(description, found[step]), resolve(description, value));
}
