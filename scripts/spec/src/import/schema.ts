import { isObject } from '@optimaldial/codegen/spec';
import type { Shape } from './shape.ts';

type Json = Record<string, unknown>;

/** Prefix of the properties that stand for the variants of a schema. */
export const VARIANT = 'variant: ';

/**
 * Writes a shape as a schema. Its variants become properties that are named after their types and required
 * fields, because a differ pairs the entries of `anyOf` by position.
 */
export function schemaOf(shape: Shape): Json {
  const { types, limits, values, fields = {}, items, others, variants = [], inferred } = shape;
  const properties = Object.fromEntries([
    ...variants.map(schemaOf).map((variant) => [VARIANT + labelOf(variant), variant]),
    ...Object.entries(fields).map(([name, field]) => [name, schemaOf(field.shape)]),
  ]) as Json;
  const required = Object.keys(fields).filter((name) => fields[name]?.required);
  return {
    ...(inferred === undefined ? {} : { 'x-inferred-reason': inferred }),
    ...(types.length === 0 ? {} : { type: types.length === 1 ? types[0] : types }),
    ...Object.fromEntries(Object.entries(limits).map(([key, value]) => [key, JSON.parse(value) as unknown])),
    ...(values ? { enum: values.map((value) => JSON.parse(value) as unknown) } : {}),
    ...(Object.keys(properties).length > 0 ? { properties } : {}),
    ...(required.length > 0 ? { required } : {}),
    ...(items ? { items: schemaOf(items) } : {}),
    ...(others ? { additionalProperties: schemaOf(others) } : {}),
  };
}

/** Whether a schema has variants. */
export function hasVariants(schema: unknown): boolean {
  return variantsOf(schema).length > 0;
}

/** Rewrites a spec in canonical form: a schema becomes a variant if `other` has variants in its place. */
export function alignVariants<T>(spec: T, other: unknown): T {
  if (!isObject(spec) || !isObject(other)) return spec;
  const node: Json = hasVariants(other) && !hasVariants(spec) && 'type' in spec ? asVariant(spec) : spec;
  const entries = Object.entries(node).map(([key, value]) => [key, alignVariants(value, other[key])]);
  return (Array.isArray(node) ? entries.map(([, value]) => value) : Object.fromEntries(entries)) as T;
}

/** The type of a schema in words: `string (uuid) | null`, `array of integer`. */
export function typeText(schema: unknown): string {
  if (!isObject(schema)) return 'anything';
  const { items, format } = schema;
  const names = typesOf(schema).map((name) => {
    if (name === 'array' && isObject(items)) return `array of ${typeText(items)}`;
    return name === 'null' || typeof format !== 'string' ? name : `${name} (${format})`;
  });
  return [...new Set([...variantsOf(schema).map(typeText), ...names])].join(' | ') || 'anything';
}

function asVariant(schema: Json): Json {
  const types = typesOf(schema).filter((type) => type !== 'null');
  return {
    ...(types.length < typesOf(schema).length ? { type: 'null' } : {}),
    properties: { [VARIANT + labelOf(schema)]: { ...schema, type: types.length === 1 ? types[0] : types } },
  };
}

function labelOf(schema: Json): string {
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  return [...typesOf(schema).filter((type) => type !== 'null'), ...required].join(' ');
}

function variantsOf(schema: unknown): unknown[] {
  const properties = isObject(schema) && isObject(schema['properties']) ? schema['properties'] : {};
  return Object.keys(properties)
    .filter((name) => name.startsWith(VARIANT))
    .map((name) => properties[name]);
}

function typesOf({ type }: Json): string[] {
  return type === undefined ? [] : [type].flat().map(String);
}
