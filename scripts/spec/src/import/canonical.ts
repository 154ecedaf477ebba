import { isObject, METHODS, resolve, type Spec } from '@optimaldial/codegen/spec';
import { schemaOf } from './schema.ts';
import { shapeOf } from './shape.ts';

type Json = Record<string, unknown>;

/** A spec in canonical form, and the names of its operations and events by their canonical name. */
export interface Canonical {
  readonly spec: Spec;
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Rewrites a spec so that only what it says remains, not how: without references, descriptions, examples and
 * schema names, with the path of the server in every path, and with path parameters named by position.
 */
export function canonical(source: Spec): Canonical {
  const [server] = Array.isArray(source.servers) ? source.servers : [];
  const prefix = server ? new URL(server.url, 'https://localhost').pathname.replace(/\/$/, '') : '';
  const names = new Map<string, string>();
  const paths: Record<string, Json> = {};
  for (const [path, item] of Object.entries(source.paths)) {
    for (const method of METHODS.filter((name) => name in item)) {
      const name = `${prefix}${path}`;
      const key = name.replace(/\/$/, '').replaceAll(/\{[^}]*\}/g, '{}');
      names.set(`${method.toUpperCase()} ${key}`, `${method.toUpperCase()} ${name}`);
      (paths[key] ??= {})[method] = operationOf(source, name, item, item[method]);
    }
  }
  const webhooks: Record<string, Json> = {};
  for (const [event, value] of Object.entries(source.webhooks ?? {})) {
    const item = resolve(source, value);
    const method = METHODS.find((name) => name in item) ?? 'post';
    names.set(`event ${event}`, `event ${event}`);
    webhooks[event] = { [method]: operationOf(source, '', item, item[method]) };
  }
  const constant = { openapi: '3.1.0', info: { title: '', version: '' }, servers: [], components: {} };
  return { spec: { ...constant, paths, webhooks } as object as Spec, names };
}

function operationOf(source: Spec, path: string, item: Json, value: unknown): Json {
  const operation = resolve(source, value);
  const body = resolve(source, operation['requestBody']);
  const security = operation['security'] ?? (source as object as Json)['security'];
  const open = !Array.isArray(security) || security.length === 0 || security.some(isEmpty);
  const parameters = [...listOf(item['parameters']), ...listOf(operation['parameters'])];
  return {
    ...reasonOf(operation),
    'x-requires-key': !open,
    parameters: parameters.map((parameter) => parameterOf(source, path, resolve(source, parameter))),
    ...(operation['requestBody'] === undefined
      ? {}
      : {
          requestBody: {
            ...reasonOf(body),
            required: body['required'] === true,
            content: contentOf(source, body),
          },
        }),
    responses: Object.fromEntries(
      Object.entries(resolve(source, operation['responses'])).map(([status, response]) => {
        const answer = resolve(source, response);
        const headers = Object.keys(resolve(source, answer['headers'])).map((name) => name.toLowerCase());
        return [
          status,
          {
            ...reasonOf(answer),
            content: contentOf(source, answer),
            headers: Object.fromEntries(headers.toSorted().map((name) => [name, {}])),
          },
        ];
      }),
    ),
  };
}

function parameterOf(source: Spec, path: string, parameter: Json): Json {
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, name]) => name);
  const name = String(parameter['name']);
  return {
    ...reasonOf(parameter),
    in: parameter['in'],
    name: parameter['in'] === 'path' ? `parameter ${names.indexOf(name) + 1}` : name,
    required: parameter['required'] === true,
    schema: schemaOf(shapeOf(source, parameter['schema'])),
  };
}

function contentOf(source: Spec, holder: Json): Json {
  return Object.fromEntries(
    Object.entries(resolve(source, holder['content'])).map(([type, media]) => [
      type,
      { schema: schemaOf(shapeOf(source, resolve(source, media)['schema'])) },
    ]),
  );
}

function reasonOf(node: Json): Json {
  return node['x-inferred'] === true ? { 'x-inferred-reason': String(node['x-inferred-reason']) } : {};
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
