import { isObject, resolve, type Spec } from '@optimaldial/codegen/spec';

/** What a schema accepts, independent of how it is written. */
export interface Shape {
  /** JSON types, sorted. Empty if any type is accepted. */
  types: readonly string[];
  /** All other constraints, as JSON: `format`, `maximum`, `default`, … */
  limits: Readonly<Record<string, string>>;
  /** The allowed values, as JSON, sorted. */
  values?: readonly string[];
  fields?: Readonly<Record<string, Field>>;
  items?: Shape;
  /** The shape of additional properties. */
  others?: Shape;
  /** Alternatives that can't be written as one shape. */
  variants?: readonly Shape[];
  /** Why our spec has it although it isn't documented. */
  inferred?: string;
}

/** A named field of an object. */
export interface Field {
  required: boolean;
  shape: Shape;
}

// Annotations, and keywords that this module reads elsewhere.
const NO_LIMITS = new Set(
  [
    'title description example examples externalDocs xml discriminator $comment contentMediaType',
    '$ref type nullable enum const properties required items additionalProperties allOf anyOf oneOf',
  ].flatMap((keys) => keys.split(' ')),
);

/** Reads the shape of a schema in OpenAPI 3.0 or 3.1. `seen` are the references that enclose it. */
export function shapeOf(spec: Spec, schema: unknown, seen: readonly string[] = []): Shape {
  if (!isObject(schema)) return { types: [], limits: schema === false ? { never: 'true' } : {} };
  const { $ref } = schema;
  if (typeof $ref === 'string' && seen.includes($ref)) return { types: ['itself'], limits: {} };
  const inner = typeof $ref === 'string' ? [...seen, $ref] : seen;
  const node = resolve(spec, schema);
  const read = (child: unknown): Shape => shapeOf(spec, child, inner);

  const parts = [own(node, read), ...listOf(node['allOf']).map(read)];
  const choice = listOf(node['anyOf'] ?? node['oneOf']).map(read);
  if (choice.length > 0) parts.push(oneOf(choice));
  const shape = parts.reduce(both);
  const reason = node['x-inferred'] === true ? String(node['x-inferred-reason']) : undefined;
  return {
    ...shape,
    ...(node['nullable'] === true ? { types: sorted([...shape.types, 'null']) } : {}),
    ...(reason === undefined ? {} : { inferred: reason }),
  };
}

/** The shape of a schema without its `allOf`, `anyOf` and `oneOf`. */
function own(node: Record<string, unknown>, read: (schema: unknown) => Shape): Shape {
  const { properties, items, additionalProperties } = node;
  const values = 'const' in node ? [node['const']] : listOf(node['enum']);
  const required = listOf(node['required']);
  const fields = Object.entries(isObject(properties) ? properties : {}).map(
    ([name, schema]): [string, Field] => [name, { required: required.includes(name), shape: read(schema) }],
  );
  const stated = typeof node['type'] === 'string' ? [node['type']] : listOf(node['type']).map(String);
  const implied = [
    ...values.map(typeOf),
    ...(isObject(properties) ? ['object'] : []),
    ...(isObject(items) ? ['array'] : []),
  ];
  const listed = values.filter((value) => value !== null);
  return {
    types: sorted(stated.length > 0 ? stated : implied),
    limits: limitsOf(node),
    ...(listed.length > 0 ? { values: sorted(listed.map((value) => JSON.stringify(value))) } : {}),
    ...(fields.length > 0
      ? { fields: Object.fromEntries(fields.toSorted(([a], [b]) => (a < b ? -1 : 1))) }
      : {}),
    ...(isObject(items) && Object.keys(items).length > 0 ? { items: read(items) } : {}),
    ...(isObject(additionalProperties) && Object.keys(additionalProperties).length > 0
      ? { others: read(additionalProperties) }
      : {}),
  };
}

function limitsOf(node: Record<string, unknown>): Record<string, string> {
  const limits: Record<string, string> = {};
  for (const [key, value] of Object.entries(node)) {
    if (NO_LIMITS.has(key) || key.startsWith('x-') || value === undefined) continue;
    // A default of null or a value of false has no effect.
    if ((key === 'default' && value === null) || value === false) continue;
    limits[key] = JSON.stringify(value);
  }
  // OpenAPI 3.0 has flags.
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (node[flag] !== true) continue;
    limits[flag] = limits[bound] ?? 'true';
    delete limits[bound];
  }
  if (node['default'] === false) limits['default'] = 'false';
  if (node['additionalProperties'] === false) limits['additionalProperties'] = 'false';
  // A file in OpenAPI 3.1.
  if (node['contentMediaType'] === 'application/octet-stream') limits['format'] = '"binary"';
  return limits;
}

/** Combines alternatives into one shape, if that accepts the same values. */
function oneOf(choice: readonly Shape[]): Shape {
  const flat = choice.flatMap((shape) => (isBare(shape, 'variants') ? (shape.variants ?? [shape]) : [shape]));
  const nulls = choice.some((shape) => shape.types.includes('null')) ? ['null'] : [];
  const left = flat
    .map((shape) => ({ ...shape, types: shape.types.filter((type) => type !== 'null') }))
    .filter((shape, index) => shape.types.length > 0 || flat[index]?.types.length === 0);
  const [first] = left;
  if (first === undefined) return { types: ['null'], limits: {} };
  if (left.length === 1) return { ...first, types: sorted([...first.types, ...nulls]) };
  if (left.every((shape) => isBare(shape, 'types') && shape.types.length > 0)) {
    return { types: sorted([...left.flatMap(({ types }) => types), ...nulls]), limits: {} };
  }
  if (left.every((shape) => isBare(shape, 'values') && shape.values !== undefined)) {
    return {
      types: sorted([...left.flatMap(({ types }) => types), ...nulls]),
      limits: {},
      values: sorted(left.flatMap(({ values = [] }) => values)),
    };
  }
  const variants = left.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  return { types: nulls, limits: {}, variants };
}

/** Whether a shape has only types and this. */
function isBare(shape: Shape, key: 'types' | 'values' | 'variants'): boolean {
  const { types: _, limits, inferred: __, ...rest } = shape;
  return Object.keys(limits).length === 0 && Object.keys(rest).every((name) => name === key);
}

/** The shape that accepts what both accept. */
function both(a: Shape, b: Shape): Shape {
  const fields = { ...a.fields };
  for (const [name, field] of Object.entries(b.fields ?? {})) {
    const known = fields[name];
    fields[name] = known
      ? { required: known.required || field.required, shape: both(known.shape, field.shape) }
      : field;
  }
  const shared = a.types.filter((type) => b.types.includes(type));
  const types = a.types.length === 0 || b.types.length === 0 ? [...a.types, ...b.types] : shared;
  return {
    ...a,
    ...b,
    types: sorted(types),
    limits: { ...a.limits, ...b.limits },
    ...(Object.keys(fields).length > 0 ? { fields } : {}),
  };
}

/** A shape as text. Equal shapes have equal text. */
function textOf(shape: Shape): string {
  return JSON.stringify(shape, (key, value: unknown) => (key === 'inferred' ? undefined : value));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return typeof value === 'number' ? (Number.isInteger(value) ? 'integer' : 'number') : typeof value;
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
