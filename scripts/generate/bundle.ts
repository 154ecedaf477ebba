import { bundle, createConfig } from '@redocly/openapi-core';

/** The parts of a description that the emitters read. The rest passes through untouched. */
export interface Description {
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

/** Reads the description and every file that it refers to into one object. */
export async function bundleDescription(path: string): Promise<Description> {
  const { bundle: document, problems } = await bundle({ ref: path, config: await createConfig({}) });
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    throw new Error(`${path} cannot be bundled: ${errors.map((problem) => problem.message).join('; ')}`);
  }
  return document.parsed as Description;
}

/** The object that a local `$ref` points to, or the value itself where it is no reference. */
export function resolve(description: Description, value: unknown): Record<string, unknown> {
  let found = value;
  for (let hops = 0; hops < 8 && isObject(found) && typeof found['$ref'] === 'string'; hops++) {
    const steps = found['$ref'].replace('#/', '').split('/');
    found = steps.reduce<unknown>(
      (at, step) => (isObject(at) ? at[step.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined),
      description,
    );
  }
  return isObject(found) ? found : {};
}

/** Whether something has fields to look at. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
