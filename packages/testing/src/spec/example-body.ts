import { operations } from './operations.ts';
import type { Body, OperationId, Status } from './types.ts';

/**
 * Copies the body of a response example.
 *
 * @param name of the example. Without such an example, the first one of that status is used
 */
export function exampleBody<Id extends OperationId, S extends Status<Id>>(
  operation: Id,
  status: S,
  name: string,
): Body<Id, S> {
  const { examples = [] } = operations.find(({ id }) => id === operation) ?? {};
  const ofStatus = examples.filter((example) => example.status === String(status));
  const found = ofStatus.find((example) => example.name === name) ?? ofStatus[0];
  if (found === undefined) throw new Error(`The spec has no ${status} example for ${operation}.`);
  // The tests of the spec validate each example against the schema that the type is generated from.
  return structuredClone(found.body) as Body<Id, S>;
}
