import { OptimalDialError } from '@optimaldial/client';

/** Options of a {@link BudgetError}. */
interface BudgetErrorOptions {
  /** `retry` if the list fits on another day, `person` if it never fits. */
  readonly next: 'retry' | 'person';
  /** Seconds until the next attempt can succeed. */
  readonly retryAfter?: number | undefined;
}

/** A list can cost more than is left of the budget, so it wasn't sent. Code [`job_over_budget`](https://unpkg.com/@optimaldial/client/docs/errors/job_over_budget.md). */
export class BudgetError extends OptimalDialError {
  static {
    this.prototype.name = 'BudgetError';
  }

  constructor(message: string, { next, retryAfter }: BudgetErrorOptions) {
    super('job_over_budget', message, { next, retryAfter });
  }
}
