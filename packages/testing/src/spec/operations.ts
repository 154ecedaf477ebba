import document from '@optimaldial/types/openapi.json' with { type: 'json' };
import { isRecord } from '../is-record.ts';

/** One operation of the description, as far as the mock needs to know it. */
export interface Operation {
  /** `operationId`. */
  readonly id: string;
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path template, as the description writes it. */
  readonly template: string;
  /** What a URL path of this operation looks like; its groups are the path parameters. */
  readonly pattern: RegExp;
  /** The statuses of its responses, as the description writes them: `200`, `404`, `default`. */
  readonly statuses: readonly string[];
  /** The statuses whose bodies have a schema that does not allow everything. */
  readonly judged: readonly string[];
  /** The media types that its request may have; none for an operation without a body. */
  readonly bodyTypes: readonly string[];
  /** The media types of its request whose bodies have such a schema. */
  readonly judgedBodies: readonly string[];
  /** The named examples of its responses. */
  readonly examples: readonly Example[];
}

/** A named example of a response. */
export interface Example {
  readonly name: string;
  /** The status it stands under; `default` stands for any that has no response of its own. */
  readonly status: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
}

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

/**
 * A fresh copy of the bundled spec for the engine, which writes into what it loads. `x-max-items` becomes
 * `maxItems`: the spec spells it as an extension because code generators expand a `maxItems` of 250,000.
 */
export function copyDescription(): object {
  const copy: unknown = JSON.parse(JSON.stringify(document).replaceAll('"x-max-items":', '"maxItems":'));
  return isRecord(copy) ? copy : {};
}

/** Every operation of the description. */
export const operations: readonly Operation[] = Object.entries(document.paths).flatMap(([template, path]) =>
  METHODS.flatMap((method) => {
    const operation = field(path, method);
    if (!isRecord(operation)) return [];
    const responses = Object.entries(follow(operation['responses']));
    return {
      id: String(operation['operationId']),
      method: method.toUpperCase(),
      template,
      pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '([^/]+)')}$`),
      statuses: responses.map(([status]) => status),
      judged: responses
        .filter(([, response]) => judgedTypes(follow(response)).length > 0)
        .map(([status]) => status),
      bodyTypes: Object.keys(follow(follow(operation['requestBody'])['content'])),
      judgedBodies: judgedTypes(follow(operation['requestBody'])),
      examples: responses.flatMap(([status, response]) => examplesOf(status, follow(response))),
    };
  }),
);

/** The examples of what is delivered to webhook endpoints. */
export const eventExamples: readonly unknown[] = Object.values(document.webhooks).flatMap(({ post }) =>
  Object.values(follow(follow(post.requestBody.content)['application/json'])['examples'] ?? {}).map(
    (example) => follow(example)['value'],
  ),
);

function judgedTypes(body: Record<string, unknown>): string[] {
  return Object.entries(follow(body['content']))
    .filter(([, media]) => Object.keys(follow(field(media, 'schema'))).length > 0)
    .map(([type]) => type);
}

function examplesOf(status: string, response: Record<string, unknown>): Example[] {
  const headers = Object.fromEntries(
    Object.entries(follow(response['headers'])).map(([name, header]) => [
      name.toLowerCase(),
      String(follow(header)['example']),
    ]),
  );
  return Object.values(follow(response['content'])).flatMap((media) =>
    Object.entries(follow(field(media, 'examples'))).map(([name, example]) => ({
      name,
      status,
      body: follow(example)['value'],
      headers,
    })),
  );
}

/** What a reference of the description leads to, or the value itself; nothing where that is no object. */
export function follow(value: unknown): Record<string, unknown> {
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
