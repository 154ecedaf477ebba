/** How {@link table} lays out its cells. */
export interface TableOptions {
  /** Columns to align right, by index. @default none */
  readonly right?: (column: number) => boolean;
  /** Spaces between two columns. @default 2 */
  readonly gap?: number;
}

/** Formats rows of cells as text, with each column as wide as its widest cell. */
export function table(
  rows: readonly (readonly (string | number)[])[],
  { right = () => false, gap = 2 }: TableOptions = {},
): string {
  const cells = rows.map((row) => row.map(String));
  const widths = cells.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(cell.length, most[at] ?? 0)),
    [],
  );
  return cells
    .map((row) =>
      row
        .map((cell, at) => (right(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
        .join(' '.repeat(gap))
        .trimEnd(),
    )
    .join('\n');
}
