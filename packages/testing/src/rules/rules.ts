import type { Example, Operation } from '../spec/operations.ts';
import type { EngineResponse } from '../engine/engine.ts';
import { MockError } from '../engine/errors/mock-error.ts';
import { exampleStatus, JSON_TYPE } from '../engine/responses.ts';
import { readPrefer } from './prefer.ts';
import { redactText } from '../engine/redact/redact.ts';
import type { ParsedRequest, RequestHead } from '../engine/parse-request.ts';

/** Creates the response to a request. */
export type Rule = (request: ParsedRequest) => EngineResponse;

/** Responds with a status and a body; without a body, with the first example of that status. */
export function replyRule(
  operation: Operation,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Rule {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const example = operation.examples.find((one) => one.status === documentedStatus(operation, status));
  // A copy, because the test may change the original later.
  const own: unknown = structuredClone(body);
  return (request) => {
    const base =
      example === undefined
        ? { status, headers: JSON_TYPE, body: undefined }
        : respondWith(example, request, status);
    return { status, headers: { ...base.headers, ...lower }, body: own === undefined ? base.body : own };
  };
}

/** Responds with the named example. */
export function exampleRule(operation: Operation, name: string): Rule {
  const example = findExample(operation, name);
  return (request) => respondWith(example, request);
}

/** Responds with each example in turn, per path; the last one repeats. */
export function scriptRule(operation: Operation, names: readonly string[]): Rule {
  const steps = names.map((name) => findExample(operation, name));
  const last = steps.at(-1);
  if (last === undefined)
    throw new MockError('unknown_example', 'script() requires at least one example name.');
  const taken = new Map<string, number>();
  return (request) => {
    const { path } = request;
    const step = taken.get(path) ?? 0;
    taken.set(path, step + 1);
    return respondWith(steps[step] ?? last, request);
  };
}

/** Responds with the operation's first example. */
export function defaultRule(operation: Operation): Rule {
  const [example] = operation.examples;
  return (request) =>
    example === undefined
      ? { status: Number(operation.statuses[0]), headers: {}, body: undefined }
      : respondWith(example, request);
}

/**
 * The rule for a `Prefer: code=404, example=unknown_upload` header, which Prism's own server supports too.
 *
 * @returns `undefined` if the header has neither of the two
 * @throws MockError if the operation doesn't have the status or the example
 */
export function preferredRule(operation: Operation, header: string | undefined): Rule | undefined {
  const preferences = header === undefined ? undefined : readPrefer(header);
  if (preferences === undefined) return undefined;
  const { code, example: name } = preferences;
  if (code !== undefined && !/^\d{3}$/.test(code)) {
    throw new MockError(
      'unknown_example',
      `Invalid Prefer header: code must be an HTTP status, got ${JSON.stringify(redactText(code))}.`,
    );
  }
  const status = code === undefined ? undefined : Number(code);
  if (name === undefined) return status === undefined ? undefined : replyRule(operation, status, undefined);
  const example = findExample(operation, name);
  if (status !== undefined && documentedStatus(operation, status) !== example.status) {
    throw new MockError(
      'unknown_example',
      `Example "${name}" of ${operation.id} has the status ${example.status}, not ${status}.`,
    );
  }
  return (request) => respondWith(example, request, status);
}

function findExample(operation: Operation, name: string): Example {
  const found = operation.examples.find((example) => example.name === name);
  if (found !== undefined) return found;
  const known = operation.examples.map((example) => example.name).join(', ');
  throw new MockError(
    'unknown_example',
    `${operation.id} has no example "${redactText(name)}". Use one of ${known}.`,
  );
}

/** Responds with an example, for the ID in the path. */
function respondWith(
  example: Example,
  { pathValues }: Pick<RequestHead, 'pathValues'>,
  override?: number,
): EngineResponse {
  const own = exampleStatus(example);
  return {
    status: override ?? own,
    headers: { ...JSON_TYPE, ...example.headers },
    body: withId(example, own, pathValues),
  };
}

// A resource has the ID that was requested, so that one example works for any ID.
function withId({ body }: Example, status: number, pathValues: readonly string[]): unknown {
  const [id, ...others] = pathValues;
  const single = id !== undefined && others.length === 0 && status < 300;
  return single && typeof body === 'object' && body !== null && 'id' in body ? { ...body, id } : body;
}

function documentedStatus(operation: Operation, status: number): string {
  if (operation.statuses.includes(String(status))) return String(status);
  // A `default` response documents errors only.
  if (operation.statuses.includes('default') && status >= 400 && status < 600) return 'default';
  throw new MockError(
    'unknown_example',
    `${operation.id} has no ${status} response. Use one of ${operation.statuses.join(', ')}.`,
  );
}
