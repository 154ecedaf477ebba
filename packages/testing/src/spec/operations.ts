import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import { isRecord } from '../is-record.ts';

/** An operation of the spec. */
export interface Operation {
  /** `operationId`. */
  readonly id: string;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template, as in the spec. */
  readonly template: string;
  /** Matches the URL paths of this operation; its groups are the path parameters. */
  readonly pattern: RegExp;
  /** The scope that a key needs, from `x-required-scope`; `undefined` if none is documented. */
  readonly scope: string | undefined;
  /** Statuses of its responses, as in the spec: `200`, `404`, `default`. */
  readonly statuses: readonly string[];
  /** Media types of its request body; empty for an operation without a body. */
  readonly bodyTypes: readonly string[];
  /** Named examples of its responses. */
  readonly examples: readonly Example[];
}

/** A named example of a response. */
export interface Example {
  readonly name: string;
  /** The response that it belongs to: a status, or `default`. */
  readonly status: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * A copy of the bundled spec, because the engine modifies what it loads. `x-max-items` becomes `maxItems`:
 * the spec uses an extension because code generators expand a `maxItems` of 250,000.
 */
export function copySpec(): object {
  const copy: unknown = JSON.parse(JSON.stringify(document).replaceAll('"x-max-items":', '"maxItems":'));
  return isRecord(copy) ? copy : {};
}

/** Every operation of the spec. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([template, path]) =>
  METHODS.flatMap((method) => {
    const operation = field(path, method);
    if (!isRecord(operation)) return [];
    const responses = Object.entries(resolveRef(operation['responses']));
    const scope = operation['x-required-scope'];
    return {
      id: String(operation['operationId']),
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`),
      scope: typeof scope === 'string' ? scope : undefined,
      statuses: responses.map(([status]) => status),
      bodyTypes: Object.keys(resolveRef(resolveRef(operation['requestBody'])['content'])),
      examples: responses.flatMap(([status, response]) => examplesOf(status, resolveRef(response))),
    };
  }),
);

/** Examples of the webhook events. */
export const eventExamples: readonly unknown[] = Object.values(document.webhooks).flatMap(({ post }) =>
  Object.values(resolveRef(resolveRef(post.requestBody.content)['application/json'])['examples'] ?? {}).map(
    (example) => resolveRef(example)['value'],
  ),
);

function examplesOf(status: string, response: Record<string, unknown>): Example[] {
  const headers = Object.fromEntries(
    Object.entries(resolveRef(response['headers'])).map(([name, header]) => [
      name.toLowerCase(),
      String(resolveRef(header)['example']),
    ]),
  );
  return Object.values(resolveRef(response['content'])).flatMap((media) =>
    Object.entries(resolveRef(field(media, 'examples'))).map(([name, example]) => ({
      name,
      status,
      body: resolveRef(example)['value'],
      headers,
    })),
  );
}

/** Resolves a `$ref` of the spec. Returns other objects unchanged, and `{}` for anything else. */
export function resolveRef(value: unknown): Record<string, unknown> {
  let found = value;
  while (isRecord(found) && typeof found['$ref'] === 'string') {
    const steps = found['$ref'].slice('#/'.length).split('/');
    found = steps.reduce<unknown>((at, step) => field(at, step.replaceAll('~1', '/')), document);
  }
  return isRecord(found) ? found : {};
}

function field(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
