/** What the store requires of a database: a `Pool` or `Client` of `pg`, or any driver with such a `query`. */
export interface Database {
  /** Runs one statement with the parameters `$1`, `$2`, …, and resolves with its rows as objects. */
  query(text: string, values: string[]): Promise<{ readonly rows: readonly unknown[] }>;
}

/** Reads a column of a row. All statements cast to `text`, because drivers parse other types differently. */
export function textIn(row: unknown, column: string): string {
  const value: unknown = typeof row === 'object' && row !== null ? Reflect.get(row, column) : undefined;
  if (typeof value === 'string') return value;
  throw new TypeError(`\`query\` must return rows as objects, but the column \`${column}\` is missing.`);
}
