/** A row of a CSV file: its cells by column name. */
export type Row = Record<string, string>;

/** Adds a cell. A plain assignment would change the prototype for a column named `__proto__`. */
export function setCell(row: Row, column: string, cell: string): void {
  if (column === '__proto__') {
    Object.defineProperty(row, column, { value: cell, enumerable: true, configurable: true, writable: true });
  } else row[column] = cell;
}

/** Makes column names unique: of two columns `Name`, the second becomes `Name_1`. */
export function uniqueColumns(header: readonly string[]): string[] {
  const taken = new Set(header);
  const seen = new Set<string>();
  return header.map((name) => {
    let unique = name;
    for (let count = 1; seen.has(unique) || (unique !== name && taken.has(unique)); count++) {
      unique = `${name}_${count}`;
    }
    seen.add(unique);
    return unique;
  });
}

/** Builds a row. Missing cells are empty, and cells without a column are dropped. */
export function toRow(columns: readonly string[], cells: readonly string[]): Row {
  const row: Row = {};
  for (const [index, column] of columns.entries()) setCell(row, column, cells[index] ?? '');
  return row;
}
