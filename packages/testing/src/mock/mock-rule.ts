import { operations, type Operation } from '../spec/operations.ts';
import { MockError } from '../engine/mock-error.ts';
import { exampleRule, replyRule, scriptRule, type Rule } from '../engine/rules.ts';
import type { Body, ExampleName, OperationId, Status } from '../spec/types.ts';

/** Says what an operation answers. The last word wins. */
export interface MockRule<Id extends OperationId> {
  /**
   * Answers with a status of the description.
   *
   * @param status HTTP status
   * @param body default: the first example of that status
   * @param headers besides those of the example
   */
  reply<S extends Status<Id>>(
    status: S,
    body?: Body<Id, S>,
    headers?: Readonly<Record<string, string>>,
  ): void;
  /**
   * Answers with a named example of the description, of whatever status.
   *
   * @throws MockError for a name that the operation does not have
   */
  example(name: ExampleName<Id>): void;
  /**
   * Answers with one example after the other, for each path on its own; the last one repeats.
   *
   * @throws MockError for a name that the operation does not have, or no name at all
   */
  script(names: readonly ExampleName<Id>[]): void;
}

/** Makes the words by which rules for an operation are given. */
export function ruleFor<Id extends OperationId>(rules: Map<string, Rule>, id: Id): MockRule<Id> {
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
    `The description has no operation “${id}”. It has: ${operations.map((one) => one.id).join(', ')}.`,
  );
}
