import { operations, type Operation } from '../spec/operations.ts';
import { MockError } from '../engine/errors/mock-error.ts';
import type { Body, ExampleName, OperationId, Status } from '../spec/types.ts';
import { exampleRule, replyRule, scriptRule, type Rule } from './rules.ts';

/** Sets how an operation responds. The last call wins. */
export interface MockRule<Id extends OperationId> {
  /**
   * Responds with a status of the spec.
   *
   * @param status HTTP status
   * @param body default: the first example of that status
   * @param headers added to those of the example
   */
  reply<S extends Status<Id>>(
    status: S,
    body?: Body<Id, S>,
    headers?: Readonly<Record<string, string>>,
  ): void;
  /**
   * Responds with a named example of the spec, with the example's status.
   *
   * @throws MockError if the operation has no example with that name
   */
  example(name: ExampleName<Id>): void;
  /**
   * Responds with each example in turn, per path; the last one repeats.
   *
   * @throws MockError if the operation has no example with one of the names, or if `names` is empty
   */
  script(names: readonly ExampleName<Id>[]): void;
}

/** Creates the methods that set the rule for an operation. */
export function createMockRule<Id extends OperationId>(rules: Map<string, Rule>, id: Id): MockRule<Id> {
  const operation = findOperation(id);
  return {
    reply: (status, body, headers) => void rules.set(id, replyRule(operation, status, body, headers)),
    example: (name) => void rules.set(id, exampleRule(operation, name)),
    script: (names) => void rules.set(id, scriptRule(operation, names)),
  };
}

function findOperation(id: string): Operation {
  const found = operations.find((operation) => operation.id === id);
  if (found !== undefined) return found;
  throw new MockError(
    'unknown_route',
    `The spec has no operation "${id}". Use one of ${operations.map((one) => one.id).join(', ')}.`,
  );
}
