import { createCsvParser, CsvError } from './csv-parser.ts';
import { yieldToOthers } from '../../yield-to-event-loop.ts';

// How much is read at once, in bytes, and how many rows are handled before others have their turn.
const CHUNK = 65_536;
const ROWS_PER_TURN = 500;

/**
 * Reads a CSV row by row, and lets the event loop run in between.
 *
 * @param onRow receives the cells of each row, the header first; an error that it throws ends the reading
 * @throws CsvError if the file can't be read as CSV
 */
export async function readCsv(file: Blob, onRow: (row: readonly string[]) => void): Promise<void> {
  const parser = createCsvParser();
  // Drops a byte order mark, and keeps a character that two chunks share.
  const decoder = new TextDecoder();
  let rows = 0;
  const handle = async (found: Iterable<readonly string[]>): Promise<void> => {
    for (const row of found) {
      onRow(row);
      if (++rows % ROWS_PER_TURN === 0) await yieldToOthers();
    }
  };
  // In slices: the stream of a Blob in memory arrives in one piece.
  for (let at = 0; at < file.size; at += CHUNK) {
    const bytes = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
    if (at === 0) refuseOtherFormats(bytes);
    await handle(parser.push(withoutNul(decoder.decode(bytes, { stream: true }))));
    await yieldToOthers();
  }
  await handle(parser.push(decoder.decode()));
  await handle(parser.end());
}

function refuseOtherFormats([first, second, third, fourth]: Uint8Array): void {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new CsvError('The file is UTF-16; save it as CSV in UTF-8');
  }
  // A ZIP archive, which an .xlsx file is.
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) {
    throw new CsvError('The file is an Excel workbook or a ZIP archive; export it as CSV');
  }
}

function withoutNul(text: string): string {
  if (!text.includes('\0')) return text;
  throw new CsvError('The file contains a NUL character; save it as CSV in UTF-8');
}
