import { type CsvSource, invalid, openSource } from './open-source.ts';
import { type Row, toRow, uniqueColumns } from './row.ts';

/** Options of `readRows`. */
export interface ReadRowsOptions {
  /**
   * Character between two cells.
   *
   * @default ','
   */
  readonly delimiter?: string | undefined;
}

// An unclosed quote would otherwise collect the rest of the file in memory.
const MAX_ROW_BYTES = 1_048_576;

/**
 * Reads the rows of a CSV file as objects with the column names of the header. The file is streamed in constant
 * memory, and closed when the loop ends. Accepts CRLF, LF and CR, a byte order mark, and quoted cells; skips blank
 * lines. Missing cells of a short row are empty, and cells beyond the header are dropped. If a column name occurs
 * twice, the second becomes `Name_1`.
 *
 * @param source path or `file:` URL, `Blob`, `Response`, or chunks of bytes or text
 * @throws InvalidInputError if the file can't be read, or isn't valid CSV; the message never contains cells
 * @throws the error of the source if it fails, such as a `ConnectionError`
 * @example
 * for await (const row of readRows(await client.uploads.download(id, 'processed'))) console.log(row.Phone);
 */
export async function* readRows(source: CsvSource, options: ReadRowsOptions = {}): AsyncGenerator<Row> {
  const chunks = await openSource(source);
  // Loaded on first use, because most programs that run jobs don't read rows.
  const [{ CsvError, parse }, { pipeline, Readable }] = await Promise.all([
    import('csv-parse'),
    import('node:stream'),
  ]);
  const parser = parse({
    bom: true,
    delimiter: options.delimiter ?? ',',
    max_record_size: MAX_ROW_BYTES,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  // The loop below throws the error of either stream.
  pipeline(Readable.from(wholeCharacters(chunks)), parser, () => undefined);
  let columns: readonly string[] | undefined;
  try {
    for await (const cells of parser as AsyncIterable<readonly string[]>) {
      if (columns === undefined) columns = uniqueColumns(cells);
      else yield toRow(columns, cells);
    }
  } catch (error) {
    // Its message and properties contain cells.
    if (error instanceof CsvError) throw notCsv(error.code, parser.info.lines);
    throw error;
  }
}

/** Keeps the two halves of a surrogate pair together, which the parser encodes chunk by chunk. */
async function* wholeCharacters(
  chunks: AsyncIterable<Uint8Array | string>,
): AsyncGenerator<Uint8Array | string> {
  let half = '';
  for await (const chunk of chunks) {
    if (typeof chunk !== 'string') {
      if (chunk.length > 0) yield chunk;
      continue;
    }
    const text = half + chunk;
    half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? '';
    const whole = half === '' ? text : text.slice(0, -1);
    if (whole !== '') yield whole;
  }
  if (half !== '') yield half;
}

function notCsv(code: string, line: number): Error {
  return invalid(
    `readRows found invalid CSV near line ${line} (${code}).`,
    'Correct that line, or export the file again.',
  );
}
