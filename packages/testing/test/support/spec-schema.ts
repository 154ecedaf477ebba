import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import formats from 'ajv-formats';
import { Ajv2020 } from 'ajv/dist/2020.js';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ ...spec, $id: 'spec' });

/** Validation errors of a value against a schema of the spec. */
export function schemaErrors(schema: keyof typeof spec.components.schemas, value: unknown): string[] {
  const validate = ajv.getSchema(`spec#/components/schemas/${schema}`);
  if (validate === undefined) throw new Error(`The spec has no schema ${schema}.`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The schema of an event type. */
export function eventSchema(type: string): keyof typeof spec.components.schemas {
  const found = Object.entries(spec.components.schemas).find(
    ([, schema]) =>
      'properties' in schema && 'type' in schema.properties && isConst(schema.properties.type, type),
  )?.[0];
  if (found === undefined || !isName(found)) throw new Error(`The spec has no schema for ${type}.`);
  return found;
}

function isConst(schema: object, type: string): boolean {
  return 'const' in schema && schema.const === type;
}

function isName(name: string): name is keyof typeof spec.components.schemas {
  return Object.hasOwn(spec.components.schemas, name);
}
