import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { spec } from './spec.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ ...spec, $id: 'spec' });

/** Validates a value against a schema of the spec, which may refer to others, and returns the errors. */
export function errorsOf(schema: unknown, value: unknown): readonly ErrorObject[] {
  // References are local to the spec, which the validator knows by this name.
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"spec#/')));
  validate(value);
  return validate.errors ?? [];
}
