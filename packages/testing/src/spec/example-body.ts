import { operations } from './operations.ts';
import type { Body, OperationId, Status } from './types.ts';

/**
 * A copy of what an operation answers by an example of the description.
 *
 * @param name of the example; the first one of that status where it has none of that name
 */
export function describedBody<Id extends OperationId, S extends Status<Id>>(
  operation: Id,
  status: S,
  name: string,
): Body<Id, S> {
  const { examples = [] } = operations.find(({ id }) => id === operation) ?? {};
  const ofStatus = examples.filter((example) => example.status === String(status));
  const found = ofStatus.find((example) => example.name === name) ?? ofStatus[0];
  if (found === undefined) throw new Error(`${operation} has no example for ${status} in the description.`);
  // The tests of the description hold each example against the schema that the type is made from.
  return structuredClone(found.body) as Body<Id, S>;
}
