import type { Example, Operation } from '../spec/operations.ts';
import type { EngineAnswer } from './engine.ts';
import { MockError } from './mock-error.ts';
import { readPrefer } from './prefer.ts';
import { redactText } from './redact/redact.ts';
import type { ParsedRequest, RequestHead } from './parse-request.ts';

/** Chooses the answer to a request. */
export type Rule = (request: ParsedRequest) => EngineAnswer;

const JSON_TYPE = { 'content-type': 'application/json' };

/** Always the same answer. Without a body, the first example of the status. */
export function replyRule(
  operation: Operation,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Rule {
  const lower = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const example = operation.examples.find((one) => one.status === describedStatus(operation, status));
  // A copy, so that what a test does with the original later changes no answer.
  const own: unknown = structuredClone(body);
  return (request) => {
    const base =
      example === undefined
        ? { status, headers: JSON_TYPE, body: undefined }
        : answer(example, request, status);
    return { status, headers: { ...base.headers, ...lower }, body: own === undefined ? base.body : own };
  };
}

/** Always the example of that name. */
export function exampleRule(operation: Operation, name: string): Rule {
  const example = findExample(operation, name);
  return (request) => answer(example, request);
}

/** One example after the other, for each path on its own; the last one repeats. */
export function scriptRule(operation: Operation, names: readonly string[]): Rule {
  const steps = names.map((name) => findExample(operation, name));
  const last = steps.at(-1);
  if (last === undefined) throw new MockError('unknown_example', 'A script needs at least one step.');
  const taken = new Map<string, number>();
  return (request) => {
    const { path } = request;
    const step = taken.get(path) ?? 0;
    taken.set(path, step + 1);
    return answer(steps[step] ?? last, request);
  };
}

/** What an operation without a rule answers: the first example of its first status. */
export function defaultRule(operation: Operation): Rule {
  const [example] = operation.examples;
  return (request) =>
    example === undefined
      ? { status: Number(operation.statuses[0]), headers: {}, body: undefined }
      : answer(example, request);
}

/**
 * What a `Prefer: code=404, example=unknown_upload` header asks for, as Prism's own server has it;
 * `undefined` if it has no preference of ours.
 *
 * @throws MockError for a status or an example that the operation doesn't have
 */
export function preferredRule(operation: Operation, header: string | undefined): Rule | undefined {
  const asked = header === undefined ? undefined : readPrefer(header);
  if (asked === undefined) return undefined;
  const { code, example: name } = asked;
  if (code !== undefined && !/^\d{3}$/.test(code)) {
    throw new MockError(
      'unknown_example',
      `Prefer: code takes an HTTP status, got ${JSON.stringify(redactText(code))}.`,
    );
  }
  const status = code === undefined ? undefined : Number(code);
  if (name === undefined) return status === undefined ? undefined : replyRule(operation, status, undefined);
  const example = findExample(operation, name);
  if (status !== undefined && describedStatus(operation, status) !== example.status) {
    throw new MockError(
      'unknown_example',
      `${operation.id} has the example “${name}” under ${example.status}, not under ${status}.`,
    );
  }
  return (request) => answer(example, request, status);
}

function findExample(operation: Operation, name: string): Example {
  const found = operation.examples.find((example) => example.name === name);
  if (found !== undefined) return found;
  const known = operation.examples.map((example) => example.name).join(', ');
  throw new MockError(
    'unknown_example',
    `${operation.id} has no example “${redactText(name)}”. It has: ${known}.`,
  );
}

const STATUS_OF_DEFAULT = 500;

/** Answers with an example, for the ID that was asked for. */
export function answer(
  example: Example,
  { pathValues }: Pick<RequestHead, 'pathValues'>,
  asked?: number,
): EngineAnswer {
  const own = example.status === 'default' ? STATUS_OF_DEFAULT : Number(example.status);
  return {
    status: asked ?? own,
    headers: { ...JSON_TYPE, ...example.headers },
    body: named(example, own, pathValues),
  };
}

// A resource answers to the id that it was asked by, so that one example stands for any.
function named({ body }: Example, status: number, pathValues: readonly string[]): unknown {
  const [id, ...others] = pathValues;
  const single = id !== undefined && others.length === 0 && status < 300;
  return single && typeof body === 'object' && body !== null && 'id' in body ? { ...body, id } : body;
}

function describedStatus(operation: Operation, status: number): string {
  if (operation.statuses.includes(String(status))) return String(status);
  // A default describes errors; it does not make any other status one of the description.
  if (operation.statuses.includes('default') && status >= 400 && status < 600) return 'default';
  throw new MockError(
    'unknown_example',
    `${operation.id} does not answer ${status}. It answers ${operation.statuses.join(', ')}.`,
  );
}
