import { isOptimalDialError, type ErrorJson } from '@optimaldial/client';

/** An error as JSON. A foreign one, such as an abort reason, is reduced to its name: its message may be anything. */
export function describeError(error: unknown): ErrorJson {
  if (isOptimalDialError(error)) return error.toJSON();
  const name = error instanceof Error ? error.name : 'Error';
  return {
    name,
    message: `The request ended with ${name}, so it may have been carried out.`,
    code: 'outcome_unknown',
    next: 'check',
  };
}
