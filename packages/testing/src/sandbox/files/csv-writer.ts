import { Blob } from '../../platform-file.ts';
// Rows are collected up to this many characters, then kept as bytes.
const PIECE = 65_536;

/** A CSV that grows row by row. */
export interface CsvWriter {
  add(row: readonly string[]): void;
  /**
   * Adds a row of that many columns whose other cells are empty. It takes as long as its cells do.
   *
   * @param cells column and cell, by column
   */
  addSparse(columns: number, cells: readonly (readonly [column: number, cell: string])[]): void;
  /** Size so far, in characters. */
  readonly length: number;
  /** The rows so far, as a file. */
  file(): Blob;
}

/** Creates an empty CSV. It keeps pieces of the file, not its rows. */
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
    // A row of one empty cell would be a blank line, which readers skip.
    add: (row) => write(row.length === 1 && row[0] === '' ? '""\r\n' : `${row.map(quote).join(',')}\r\n`),
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

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
