import { resolveRef } from '@optimaldial/testing/spec';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };

type Json = Readonly<Record<string, unknown>>;

/** Finds fields of a response body that the spec doesn't have, such as `data[].field`. */
export function undocumentedFields(operation: string, status: number, body: unknown): string[] {
  const found = Object.values(spec.paths)
    .flatMap((path): unknown[] => Object.values(path))
    .find((one) => isJson(one) && one['operationId'] === operation);
  const responses = resolveRef(resolveRef(found)['responses']);
  const response = resolveRef(responses[String(status)] ?? responses['default']);
  const schema = resolveRef(resolveRef(resolveRef(response['content'])['application/json'])['schema']);
  return [...new Set(walk([schema], body, ''))];
}

/** Finds the fields of a value that none of several schemas has. */
function walk(schemas: readonly Json[], value: unknown, at: string): string[] {
  const all = schemas.flatMap(alternatives);
  if (Array.isArray(value)) {
    const items = all.map((schema) => resolveRef(schema['items']));
    return value.flatMap((one) => walk(items, one, `${at}[]`));
  }
  // Any field is allowed if no schema lists the fields.
  const known = all.filter((schema) => isJson(schema['properties']));
  const open = all.some((schema) => schema['additionalProperties'] === true);
  if (!isJson(value) || known.length === 0 || open) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const path = at === '' ? name : `${at}.${name}`;
    const own = known
      .map((schema) => resolveRef(schema['properties'])[name])
      .filter((one) => one !== undefined);
    return own.length === 0 ? [path] : walk(own.map(resolveRef), inner, path);
  });
}

function alternatives(schema: Json): Json[] {
  const groups = ['anyOf', 'oneOf', 'allOf'].map((name) => schema[name]).filter(Array.isArray);
  return [schema, ...groups.flat().map(resolveRef).flatMap(alternatives)];
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}
