/** Parses CSV in chunks. */
export interface CsvParser {
  /**
   * Yields the rows that end in this chunk, and buffers the rest.
   *
   * @throws CsvError if the text isn't valid CSV
   */
  push(chunk: string): Generator<readonly string[]>;
  /**
   * Yields the last row if the text doesn't end with a line break.
   *
   * @throws CsvError if a quote is still open
   */
  end(): Generator<readonly string[]>;
}

/** The text isn't valid CSV. The message has the line number, never the contents. */
export class CsvError extends Error {}

// The limits of Python's csv module and of Excel.
const MAX_CELL = 131_072;
const MAX_COLUMNS = 16_384;

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/**
 * Creates a parser that accepts what Python's csv module and Excel accept: mixed CRLF, LF and CR, quotes
 * inside an unquoted cell, and text after a closing quote. Blank lines are skipped. An unterminated quote
 * is an error. Python would read the rest of the file as one cell, and lose the rows in it.
 */
export function createCsvParser(): CsvParser {
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  let row: string[] = [];
  let cell = '';
  let line = 1;
  let quoteLine = 1;
  let afterCr = false;

  function add(text: string): void {
    cell += text;
    if (cell.length <= MAX_CELL) return;
    throw state === 'quoted'
      ? new CsvError(`The quote on line ${quoteLine} isn't closed within 131,072 characters`)
      : new CsvError(`Line ${line} has a cell of more than 131,072 characters`);
  }

  function endCell(): void {
    if (row.length === MAX_COLUMNS) throw new CsvError(`Line ${line} has more than 16,384 columns`);
    row.push(cell);
    cell = '';
    state = 'start';
  }

  function endRow(): string[] | undefined {
    const blank = state === 'start' && row.length === 0;
    if (!blank) endCell();
    const ended = row;
    row = [];
    return blank ? undefined : ended;
  }

  /** Reads a quoted cell up to its next quote. Returns the position to continue at. */
  function readQuoted(chunk: string, from: number): number {
    const quote = chunk.indexOf('"', from);
    const to = quote === -1 ? chunk.length : quote;
    const text = chunk.slice(from, to);
    add(text);
    line += countBreaks(text, afterCr);
    if (text !== '') afterCr = text.endsWith('\r');
    if (quote === -1) return to;
    afterCr = false;
    state = 'quote';
    return quote + 1;
  }

  return {
    *push(chunk) {
      let at = 0;
      while (at < chunk.length) {
        if (state === 'quoted') {
          at = readQuoted(chunk, at);
          continue;
        }
        const code = chunk.charCodeAt(at);
        if (code === LF && afterCr) {
          // The second half of a CRLF.
          afterCr = false;
          at += 1;
          continue;
        }
        afterCr = code === CR;
        if (code === CR || code === LF) {
          const ended = endRow();
          line += 1;
          at += 1;
          if (ended !== undefined) yield ended;
        } else if (code === COMMA) {
          endCell();
          at += 1;
        } else if (code === QUOTE && state === 'start') {
          state = 'quoted';
          quoteLine = line;
          at += 1;
        } else if (code === QUOTE && state === 'quote') {
          state = 'quoted';
          add('"');
          at += 1;
        } else {
          const from = at;
          while (at < chunk.length && !endsPlain(chunk.charCodeAt(at))) at += 1;
          state = 'plain';
          add(chunk.slice(from, at));
        }
      }
    },
    *end() {
      if (state === 'quoted') throw new CsvError(`The quote on line ${quoteLine} is never closed`);
      const ended = endRow();
      if (ended !== undefined) yield ended;
    },
  };
}

const endsPlain = (code: number): boolean => code === COMMA || code === CR || code === LF;

function countBreaks(text: string, afterCr: boolean): number {
  let breaks = 0;
  for (const { index, 0: found } of text.matchAll(/\r\n?|\n/g)) {
    if (!(index === 0 && found === '\n' && afterCr)) breaks += 1;
  }
  return breaks;
}
