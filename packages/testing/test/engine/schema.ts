import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ ...description, $id: 'description' });

/** How a value leaves a schema of the description; nothing where it fits. */
export function faultsOf(schema: keyof typeof description.components.schemas, value: unknown): string[] {
  const validate = ajv.getSchema(`description#/components/schemas/${schema}`);
  if (validate === undefined) throw new Error(`The description has no schema ${schema}.`);
  void validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The schema of an event. */
export function eventSchema(type: string): keyof typeof description.components.schemas {
  const found = Object.entries(description.components.schemas).find(
    ([, schema]) =>
      'properties' in schema && 'type' in schema.properties && isConst(schema.properties.type, type),
  )?.[0];
  if (found === undefined || !isName(found)) throw new Error(`No schema is of ${type}.`);
  return found;
}

function isConst(schema: object, type: string): boolean {
  return 'const' in schema && schema.const === type;
}

function isName(name: string): name is keyof typeof description.components.schemas {
  return Object.hasOwn(description.components.schemas, name);
}
