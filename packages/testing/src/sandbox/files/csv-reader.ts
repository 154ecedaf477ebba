import { createCsvParser, CsvError } from './csv-parser.ts';
import { yieldToEventLoop } from '../../yield-to-event-loop.ts';

// Bytes per read, and rows to handle before yielding to the event loop. Parsing a phone number takes about 20 µs.
const CHUNK = 65_536;
const ROWS_PER_YIELD = 200;

/**
 * Reads a CSV row by row without blocking the event loop.
 *
 * @param onRow receives the cells of each row, the header first; an error that it throws stops the reading
 * @throws CsvError if the file isn't valid CSV
 */
export async function readCsv(file: Blob, onRow: (row: readonly string[]) => void): Promise<void> {
  const parser = createCsvParser();
  // Removes a byte order mark, and buffers a character that is split over two chunks.
  const decoder = new TextDecoder();
  let rows = 0;
  const handle = async (found: Iterable<readonly string[]>): Promise<void> => {
    for (const row of found) {
      onRow(row);
      if (++rows % ROWS_PER_YIELD === 0) await yieldToEventLoop();
    }
  };
  // Read in slices, because the stream of an in-memory Blob has a single chunk.
  for (let at = 0; at < file.size; at += CHUNK) {
    const bytes = new Uint8Array(await file.slice(at, at + CHUNK).arrayBuffer());
    if (at === 0) rejectOtherFormats(bytes);
    await handle(parser.push(rejectNul(decoder.decode(bytes, { stream: true }))));
    await yieldToEventLoop();
  }
  await handle(parser.push(decoder.decode()));
  await handle(parser.end());
}

function rejectOtherFormats([first, second, third, fourth]: Uint8Array): void {
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw new CsvError('The file is encoded in UTF-16; save it as CSV in UTF-8');
  }
  // The signature of a ZIP archive, which includes .xlsx files.
  if (first === 0x50 && second === 0x4b && third === 3 && fourth === 4) {
    throw new CsvError('The file is an Excel workbook or a ZIP archive; export it as CSV');
  }
}

function rejectNul(text: string): string {
  if (!text.includes('\0')) return text;
  throw new CsvError('The file contains a NUL character; save it as CSV in UTF-8');
}
