import { table } from '@optimaldial/checks/table';

/** One contestant: its ratios to the others, and the figures that were measured. */
export interface Row {
  readonly name: string;
  /** By what they relate to, such as `× curl`. Valid on any machine, so they are printed first. */
  readonly ratios: Readonly<Record<string, number>>;
  /** By name and unit, such as `gzip, B`. */
  readonly figures: Readonly<Record<string, number>>;
}

/** The result of one part of the bench. */
export interface Report {
  readonly title: string;
  readonly rows: readonly Row[];
}

/**
 * Formats a report as a table, ratios first.
 *
 * @param before the same report of an earlier run, to print its values before the new ones
 */
export function formatReport({ title, rows }: Report, before?: Report): string {
  const columns = [
    ...new Set(rows.flatMap(({ ratios }) => Object.keys(ratios))),
    ...new Set(rows.flatMap(({ figures }) => Object.keys(figures))),
  ];
  const lines = rows.map((row) => {
    const earlier = before?.rows.find(({ name }) => name === row.name);
    const cells = columns.map((column) => {
      const value = digits(valueOf(row, column));
      return before === undefined ? value : `${digits(valueOf(earlier, column))} → ${value}`;
    });
    return [row.name, ...cells];
  });
  return table([[title, ...columns], ...lines], { right: (column) => column > 0, gap: 3 });
}

function valueOf(row: Row | undefined, column: string): number | undefined {
  return row?.ratios[column] ?? row?.figures[column];
}

/** Three significant digits: the rest is noise. */
function digits(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '–';
  if (Number.isInteger(value) || value >= 100) return value.toFixed(0);
  return value.toFixed(value >= 10 ? 1 : 2);
}

/** Adds to each row its ratio to the named rows, computed from one of the figures. */
export function compared(
  title: string,
  rows: readonly Omit<Row, 'ratios'>[],
  to: Readonly<Record<string, string>>,
  figure: string,
): Report {
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
