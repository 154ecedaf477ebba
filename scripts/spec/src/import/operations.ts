import { isObject, resolve, type Spec } from '@optimaldial/codegen/spec';
import { shapeOf, type Shape } from './shape.ts';

/** An operation, or a webhook event, as far as it has substance. */
export interface Operation {
  /** `GET /api/v1/uploads/{upload_id}`, `event upload.created`. */
  name: string;
  /** Whether it takes no key. */
  open: boolean;
  /** By place and name, `query limit`; those of the path by their position. */
  parameters: ReadonlyMap<string, Part>;
  /** By content type. */
  body: ReadonlyMap<string, Part>;
  /** By status and content type; the header names of an answer beside it. */
  answers: ReadonlyMap<string, Answer>;
  inferred?: string;
}

/** A parameter, or a body in one of its types. */
export interface Part {
  required: boolean;
  shape: Shape;
  inferred?: string;
}

/** What one status answers. */
export interface Answer {
  content: ReadonlyMap<string, Shape>;
  headers: readonly string[];
  inferred?: string;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

/** The operations and events of a description, by a name that is the same however its parameters are called. */
export function operationsOf(description: Spec): Map<string, Operation> {
  const [server] = Array.isArray(description.servers) ? description.servers : [];
  const prefix = server ? new URL(server.url, 'https://localhost').pathname.replace(/\/$/, '') : '';
  const found = new Map<string, Operation>();
  for (const [path, item] of Object.entries(description.paths)) {
    for (const method of METHODS.filter((name) => name in item)) {
      const name = `${method.toUpperCase()} ${prefix}${path}`;
      const key = name.replace(/\/$/, '').replaceAll(/\{[^}]*\}/g, '{}');
      found.set(key, read(description, name, item, item[method]));
    }
  }
  for (const [event, item] of Object.entries(description.webhooks ?? {})) {
    const resolved = resolve(description, item);
    const method = METHODS.find((name) => name in resolved) ?? 'post';
    found.set(`event ${event}`, read(description, `event ${event}`, resolved, resolved[method]));
  }
  return found;
}

function read(description: Spec, name: string, item: Record<string, unknown>, value: unknown): Operation {
  const operation = resolve(description, value);
  const body = resolve(description, operation['requestBody']);
  const security = operation['security'] ?? rootSecurity(description);
  return {
    name,
    open: !Array.isArray(security) || security.length === 0 || security.some(isEmpty),
    parameters: parametersOf(description, name, [
      ...listOf(item['parameters']),
      ...listOf(operation['parameters']),
    ]),
    body: new Map(
      contentOf(description, body).map(([type, shape]) => [
        type,
        { required: body['required'] === true, shape, ...inferredOf(body) },
      ]),
    ),
    answers: new Map(
      Object.entries(resolve(description, operation['responses'])).map(([status, response]) => {
        const answer = resolve(description, response);
        const headers = Object.keys(resolve(description, answer['headers']));
        return [
          status,
          {
            content: new Map(contentOf(description, answer)),
            headers: headers.map((header) => header.toLowerCase()).toSorted(),
            ...inferredOf(answer),
          },
        ];
      }),
    ),
    ...inferredOf(operation),
  };
}

function parametersOf(description: Spec, name: string, list: readonly unknown[]): Map<string, Part> {
  const inPath = [...name.matchAll(/\{([^}]*)\}/g)].map(([, parameter]) => parameter);
  return new Map(
    list.map((value) => {
      const parameter = resolve(description, value);
      const called = String(parameter['name']);
      const place = String(parameter['in']);
      const key = place === 'path' ? `path parameter ${inPath.indexOf(called) + 1}` : `${place} ${called}`;
      const part = {
        required: parameter['required'] === true,
        shape: shapeOf(description, parameter['schema']),
        ...inferredOf(parameter),
      };
      return [key, part];
    }),
  );
}

function contentOf(description: Spec, holder: Record<string, unknown>): [string, Shape][] {
  return Object.entries(resolve(description, holder['content'])).map(([type, media]) => [
    type,
    shapeOf(description, resolve(description, media)['schema']),
  ]);
}

function inferredOf(node: Record<string, unknown>): { inferred?: string } {
  return node['x-inferred'] === true ? { inferred: String(node['x-inferred-reason']) } : {};
}

function rootSecurity(description: Spec): unknown {
  return Object.entries(description).find(([key]) => key === 'security')?.[1];
}

function isEmpty(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
