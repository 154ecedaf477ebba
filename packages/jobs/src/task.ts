import { downloadKindValues, InvalidInputError } from '@optimaldial/client';
import type { ListSource } from './list/job-list.ts';
import type { AdvanceOptions } from './options.ts';
import type { Task } from './protocol/context.ts';

/** Checks the arguments of a call. @throws InvalidInputError if one is invalid */
export async function toTask(
  key: string,
  source: ListSource | undefined,
  { maxCredits, save = {}, signal }: AdvanceOptions,
): Promise<Omit<Task, 'reads'>> {
  checkKey(key);
  const unknown = Object.keys(save).find((kind) => !downloadKindValues.some((value) => value === kind));
  if (unknown !== undefined) {
    throw new InvalidInputError(
      `Unknown kind of file \`${unknown}\` in \`save\`. The kinds are ${downloadKindValues.join(', ')}.`,
    );
  }
  if (Object.values(save).some((path) => path !== undefined)) {
    const { checkTargets } = await import('./protocol/save.ts');
    await checkTargets(save);
  }
  return { key, source, maxCredits, save, signal };
}

const LONGEST_KEY = 500;

/** @throws InvalidInputError if a value can't be the key of a job */
export function checkKey(key: unknown): string {
  if (typeof key === 'string' && key.trim() !== '' && key.length <= LONGEST_KEY && !/\p{Cc}/u.test(key)) {
    return key;
  }
  throw new InvalidInputError(
    `The key of a job must be a string of 1 to ${LONGEST_KEY} characters without control characters.`,
  );
}
