import { InvalidInputError } from '@optimaldial/client';

/** The error of a list that can cost more than its caller allows. */
export function tooExpensive(entries: number, maxCredits: number, outcome: string): InvalidInputError {
  return new InvalidInputError(
    `The list has ${entries} entries, more than \`maxCredits\` (${maxCredits}). Send a shorter list, or increase \`maxCredits\`.`,
    outcome,
    'person',
  );
}
