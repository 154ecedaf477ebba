import { operations, type Example, type Operation } from '../spec/operations.ts';
import type { EngineAnswer } from './engine.ts';

/** What every answer is. */
export const JSON_TYPE: Readonly<Record<string, string>> = { 'content-type': 'application/json' };

/** An answer of the sandbox. */
export function ok(body: unknown): EngineAnswer {
  return { status: 200, headers: JSON_TYPE, body };
}

/** What cannot be done any more. */
export function conflict(detail: string): EngineAnswer {
  return { status: 409, headers: JSON_TYPE, body: { detail } };
}

/**
 * An error as the description has it, by the name of its example.
 *
 * @param detail in place of the example's own
 */
export function problem(operation: string, example: string, detail?: unknown): EngineAnswer {
  const named = ({ examples }: Operation): Example | undefined =>
    examples.find(({ name }) => name === example);
  const own = operations.find(({ id }) => id === operation);
  // An error that every operation can have is written under some of them only.
  const found = (own && named(own)) ?? operations.map(named).find((one) => one !== undefined);
  if (found === undefined) throw new Error(`${operation} has no example ${example} in the description.`);
  return {
    status: Number(found.status),
    headers: { ...JSON_TYPE, ...found.headers },
    body: detail === undefined ? found.body : { detail },
  };
}

/** The first example of an operation, where the description does not say what it answers. */
export function firstExample(operation: string): EngineAnswer {
  return ok(operations.find(({ id }) => id === operation)?.examples[0]?.body ?? {});
}
