import { ConfigurationError } from '@optimaldial/client';
import type { BudgetOptions } from '../options.ts';

/** A budget that was checked. */
export interface Budget {
  readonly credits: number;
  readonly name: string;
}

const LONGEST_NAME = 100;

/** @throws ConfigurationError if an option is invalid */
export function checkBudget({ credits, per, name = 'default' }: BudgetOptions): Budget {
  if (!Number.isSafeInteger(credits) || credits < 0) {
    throw new ConfigurationError('`budget.credits` must be a non-negative integer.');
  }
  if (per !== 'day') throw new ConfigurationError("`budget.per` must be `'day'`.");
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME || /\p{Cc}/u.test(name)) {
    throw new ConfigurationError(
      `\`budget.name\` must be a string of 1 to ${LONGEST_NAME} characters without control characters.`,
    );
  }
  return { credits, name };
}
