import { fileURLToPath } from 'node:url';
import { bundle, createConfig } from '@redocly/openapi-core';

/** Path of the spec. */
export const specPath: string = fileURLToPath(new URL('../../../spec/openapi.yaml', import.meta.url));

/** The parts of an OpenAPI spec that the emitters read. They ignore the rest. */
export interface Spec {
  info: { version: string };
  servers: readonly [{ url: string }];
  paths: Record<string, Record<string, unknown>>;
  webhooks?: Record<string, Record<string, unknown>>;
  components: { schemas: Record<string, Schema> };
}

export interface Schema {
  description?: string;
  enum?: readonly (string | number | boolean | null)[];
}

/** The keys of a path item that are operations. */
export const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'] as const;

/** Bundles a spec, with every file that it references, into one object. */
export async function bundleSpec(path: string): Promise<Spec> {
  const { bundle: document, problems } = await bundle({ ref: path, config: await createConfig({}) });
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    throw new Error(`Cannot bundle ${path}: ${errors.map((problem) => problem.message).join('; ')}`);
  }
  return document.parsed as Spec;
}

/** Follows a local `$ref`. Returns the value itself if it is not a reference, and `{}` if nothing is there. */
export function resolve(spec: Spec, value: unknown): Record<string, unknown> {
  let found = value;
  for (let hops = 0; hops < 8 && isObject(found) && typeof found['$ref'] === 'string'; hops++) {
    found = stepsOf(found['$ref']).reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), spec);
  }
  return isObject(found) ? found : {};
}

/** Splits a JSON pointer such as `#/paths/~1a/get` into its steps. */
export function stepsOf(pointer: string): string[] {
  return pointer
    .replace(/^#\/?/, '')
    .split('/')
    .filter((step) => step !== '')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The inverse of {@link stepsOf}. */
export function pointerTo(steps: readonly string[]): string {
  return `#/${steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
}

/** Whether a value is an object or an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
