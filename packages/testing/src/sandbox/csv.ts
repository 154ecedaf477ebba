import { Readable } from 'node:stream';
import { parse } from 'csv-parse';

/** A CSV that was read: its header, and of each row the cells. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: AsyncIterable<readonly string[]>;
}

/** Reads a CSV piece by piece: quotes, a byte order mark, either line end. */
export async function readCsv(file: Blob): Promise<Table> {
  const parser = Readable.from(file.stream()).pipe(
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true }),
  );
  const records = parser[Symbol.asyncIterator]();
  const first = await records.next();
  return {
    header: first.done ? [] : cells(first.value),
    rows: {
      async *[Symbol.asyncIterator]() {
        for (let record = await records.next(); !record.done; record = await records.next()) {
          yield cells(record.value);
        }
      },
    },
  };
}

const cells = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** A line of a CSV. */
export function writeRow(row: readonly string[]): string {
  const quoted = row.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell));
  return `${quoted.join(',')}\r\n`;
}
