import { operations, type Example, type Operation } from '../spec/operations.ts';
import type { EngineResponse } from './engine.ts';

/** Headers of every JSON response. */
export const JSON_TYPE: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** A 200 response. */
export function ok(body: unknown): EngineResponse {
  return { status: 200, headers: JSON_TYPE, body };
}

/** A 409 response: the resource's status doesn't allow the operation. */
export function conflict(detail: string): EngineResponse {
  return { status: 409, headers: JSON_TYPE, body: { detail } };
}

/** The 401 response of an operation. */
export function unauthorized({ examples }: Operation): EngineResponse {
  const example = examples.find(({ status }) => status === '401');
  return example === undefined
    ? { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { detail: 'Invalid API key' } }
    : { status: 401, headers: { ...JSON_TYPE, ...example.headers }, body: example.body };
}

/**
 * A documented error response, by the name of its example.
 *
 * @param detail replaces the example's own `detail`
 */
export function problem(operation: string, example: string, detail?: unknown): EngineResponse {
  const byName = ({ examples }: Operation): Example | undefined =>
    examples.find(({ name }) => name === example);
  const own = operations.find(({ id }) => id === operation);
  // The spec lists an error that every operation can have under some of them only.
  const found = (own && byName(own)) ?? operations.map(byName).find((one) => one !== undefined);
  if (found === undefined) throw new Error(`The spec has no example ${example} for ${operation}.`);
  return {
    status: exampleStatus(found),
    headers: { ...JSON_TYPE, ...found.headers },
    body: detail === undefined ? found.body : { detail },
  };
}

const STATUS_OF_DEFAULT = 500;

/** The status to send an example with: 500 for an example of the `default` response. */
export function exampleStatus({ status }: Example): number {
  return status === 'default' ? STATUS_OF_DEFAULT : Number(status);
}

/** The first example of an operation, for a response whose body isn't documented. */
export function firstExample(operation: string): EngineResponse {
  return ok(operations.find(({ id }) => id === operation)?.examples[0]?.body ?? {});
}
