import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parse } from 'csv-parse';

// Captured before a test can replace it by a fake timer.
const { setImmediate: yieldToOthers } = globalThis;

// As much as is read at once, and written.
const PIECE = 65_536;

/**
 * Reads a CSV row by row: quotes, a byte order mark, either line end. Others have their turn between two
 * pieces of the file.
 *
 * @param onRow given the cells of each row, the header's too; what it throws ends the reading
 */
export async function readCsv(file: Blob, onRow: (row: readonly string[]) => void): Promise<void> {
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    // Row by row by a call: a stream of rows takes three times as long. Nothing is passed on.
    on_record(record: unknown) {
      onRow(cells(record));
      return null;
    },
  });
  parser.resume();
  await pipeline(Readable.from(pieces(file)), parser);
}

// By slices: the stream of a file in memory comes in one piece.
async function* pieces(file: Blob): AsyncGenerator<Buffer> {
  for (let at = 0; at < file.size; at += PIECE) {
    yield Buffer.from(await file.slice(at, at + PIECE).arrayBuffer());
    await new Promise<void>((resolve) => void yieldToOthers(resolve));
  }
}

const cells = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** A CSV that grows row by row. */
export interface CsvWriter {
  add(row: readonly string[]): void;
  /** What was added so far, as a file. */
  file(): Blob;
}

/** Starts an empty CSV. It keeps pieces of the file, not its rows. */
export function createCsv(): CsvWriter {
  const written: Blob[] = [];
  let piece = '';
  const keep = (): void => {
    written.push(new Blob([piece]));
    piece = '';
  };
  return {
    add(row) {
      piece += writeRow(row);
      if (piece.length >= PIECE) keep();
    },
    file() {
      keep();
      return new Blob(written, { type: 'text/csv' });
    },
  };
}

function writeRow(row: readonly string[]): string {
  const quoted = row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}
