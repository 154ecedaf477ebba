/** Names the table of a store. */
export interface TableOptions {
  /**
   * Name of the table, with an optional schema: `jobs` or `billing.jobs`. Letters keep their case.
   *
   * @default 'optimaldial_jobs'
   */
  readonly table?: string | undefined;
}

const PART = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/** Quotes the name of a table. @throws `TypeError` if it isn't a plain name. */
export function quoteTable({ table = 'optimaldial_jobs' }: TableOptions = {}): string {
  const parts = table.split('.');
  if (parts.length > 2 || !parts.every((part) => PART.test(part))) {
    throw new TypeError(
      '`table` must be a name of letters, digits and underscores, at most 63 characters, with an optional schema: `schema.table`.',
    );
  }
  return parts.map((part) => `"${part}"`).join('.');
}
