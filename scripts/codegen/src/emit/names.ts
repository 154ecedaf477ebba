import type { Spec } from '../spec.ts';
import { banner } from './banner.ts';

/** Emits a type for every schema, with its description, and the values of every enum. */
export function emitNames(spec: Spec): string {
  const schemas = Object.entries(spec.components.schemas);
  const lines = schemas.flatMap(([name, schema]) => {
    const type = [
      comment(schema.description ?? name),
      `export type ${name} = components['schemas']['${name}'];`,
    ];
    if (!schema.enum) return [...type, ''];
    const values = schema.enum.map((value) => JSON.stringify(value)).join(', ');
    return [
      ...type,
      '',
      comment(`All values of {@link ${name}}, in the order of the spec.`),
      `export const ${valuesName(name)}: readonly [${values}] = [${values}];`,
      '',
    ];
  });
  return [
    banner() + "import type { components } from './schema.ts';",
    '',
    comment('Version of the spec that this package was generated from (`info.version`).'),
    constant('specVersion', spec.info.version),
    '',
    comment('Base URL of the API, without a path (the first of `servers`).'),
    constant('serverUrl', spec.servers[0].url),
    '',
    ...lines,
  ].join('\n');
}

/** `UploadStatus` → `uploadStatusValues`. */
function valuesName(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}Values`;
}

// isolatedDeclarations requires an explicit type.
function constant(name: string, value: string): string {
  const literal = JSON.stringify(value);
  return `export const ${name}: ${literal} = ${literal};`;
}

function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '*\\/').replaceAll(/\s+/g, ' ').trim()} */`;
}
