import { Blob } from '../../platform-file.ts';

// Characters to collect before they become a Blob, which is stored outside of the heap.
const PIECE = 65_536;

/** Writes a CSV row by row. */
export interface CsvWriter {
  add(row: readonly string[]): void;
  /**
   * Adds a row from its non-empty cells. The cost doesn't depend on the number of columns.
   *
   * @param cells index of the column and text, in order of the columns
   */
  addSparse(columns: number, cells: readonly (readonly [column: number, cell: string])[]): void;
  /** Number of characters so far. */
  readonly length: number;
  /** Returns the rows so far as a file. */
  file(): Blob;
}

/** Creates a writer for an empty CSV. */
export function createCsv(): CsvWriter {
  const written: Blob[] = [];
  let piece = '';
  let kept = 0;
  const keep = (): void => {
    written.push(new Blob([piece]));
    kept += piece.length;
    piece = '';
  };
  const write = (text: string): void => {
    piece += text;
    if (piece.length >= PIECE) keep();
  };
  return {
    get length() {
      return kept + piece.length;
    },
    add: (row) => write(formatRow(row)),
    addSparse(columns, cells) {
      let line = '';
      let at = 0;
      for (const [column, cell] of cells) {
        line += `${','.repeat(column - at)}${quote(cell)}`;
        at = column;
      }
      line += ','.repeat(columns - 1 - at);
      write(line === '' ? '""\r\n' : `${line}\r\n`);
    },
    file() {
      keep();
      return new Blob(written, { type: 'text/csv' });
    },
  };
}

/** Formats a row with its line break. A row with one empty cell is quoted, because parsers skip blank lines. */
export function formatRow(row: readonly string[]): string {
  return row.length === 1 && row[0] === '' ? '""\r\n' : `${row.map(quote).join(',')}\r\n`;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
