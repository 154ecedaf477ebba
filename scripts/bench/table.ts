/** One line of a table: who, how it stands to its peers, and what was measured. */
export interface Row {
  readonly name: string;
  /** By what they are to, such as `× curl`. They hold on any machine, and are printed first. */
  readonly ratios: Readonly<Record<string, number>>;
  /** By what they are and their unit, such as `gzip, B`. */
  readonly figures: Readonly<Record<string, number>>;
}

/** What one part of the bench has measured. */
export interface Table {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * Writes a table as text, ratios first.
 *
 * @param before the same table of an earlier run, whose ratios and figures are put in front of these
 */
export function formatTable({ title, rows }: Table, before?: Table): string {
  const columns = headings(rows);
  const lines = rows.map((row) => {
    const earlier = before?.rows.find(({ name }) => name === row.name);
    return [
      row.name,
      ...columns.map((column) => {
        const now = digits(valueOf(row, column));
        return before === undefined ? now : `${digits(valueOf(earlier, column))} → ${now}`;
      }),
    ];
  });
  const table = [[title, ...columns], ...lines];
  const widths = [0, ...columns.keys().map((at) => at + 1)].map((at) =>
    Math.max(...table.map((line) => (line[at] ?? '').length)),
  );
  return table
    .map((line) =>
      line
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('   '),
    )
    .join('\n');
}

/** Every ratio, then every figure, in the order in which the rows have them first. */
function headings(rows: readonly Row[]): string[] {
  return [
    ...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios))),
    ...new Set(rows.flatMap(({ figures }) => Object.keys(figures))),
  ];
}

function valueOf(row: Row | undefined, column: string): number | undefined {
  return row?.ratios[column] ?? row?.figures[column];
}

/** Three digits that count: what is behind them is noise. Whole numbers stay whole. */
function digits(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value) || value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** A table whose ratios are to the rows of these names, in a figure of which less is better. */
export function compared(
  title: string,
  rows: readonly Omit<Row, 'ratios'>[],
  to: Readonly<Record<string, string>>,
  figure: string,
): Table {
  return {
    title,
    rows: rows.map(({ name, figures }) => ({
      name,
      ratios: Object.fromEntries(
        Object.entries(to).map(([heading, peer]) => [
          heading,
          (figures[figure] ?? Number.NaN) /
            (rows.find((row) => row.name === peer)?.figures[figure] ?? Number.NaN),
        ]),
      ),
      figures,
    })),
  };
}
