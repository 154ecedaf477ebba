/** Splits the text of a CSV into rows. */
export interface RowSplitter {
  /** Passes on the rows that end in this text, and buffers the rest. */
  push(text: string): void;
  /** Passes on the last row if the text doesn't end with a line break. */
  end(): void;
}

const MAX_ROW = 1_048_576;

/**
 * Creates a splitter for text with CRLF, LF or CR. Accepts quotes inside an unquoted cell, and text after a
 * closing quote. Skips blank lines.
 *
 * @param onRow called with the cells of each row
 * @param onInvalid returns the error for a row that doesn't end, or is too long
 */
export function createRowSplitter(
  delimiter: string,
  onRow: (cells: readonly string[]) => void,
  onInvalid: (problem: string) => Error,
): RowSplitter {
  const special = new RegExp(`[${delimiter}\r\n]`, 'g');
  let state: 'start' | 'plain' | 'quoted' | 'quote' = 'start';
  let row: string[] = [];
  let cell = '';
  let length = 0;
  // The header is row 1.
  let number = 1;
  const unclosed = (): Error =>
    onInvalid(
      `has a quote in row ${number} that is never closed. Correct that row, or export the file again.`,
    );

  function add(text: string): void {
    cell += text;
    length += text.length;
    if (length > MAX_ROW) {
      throw state === 'quoted'
        ? unclosed()
        : onInvalid(`has a row of more than 1,048,576 characters (row ${number}).`);
    }
  }

  function endCell(): void {
    row.push(cell);
    cell = '';
    length += 1;
    state = 'start';
  }

  function endRow(): void {
    if (state === 'start' && row.length === 0) return;
    endCell();
    const cells = row;
    row = [];
    length = 0;
    onRow(cells);
    number += 1;
  }

  return {
    push(text) {
      let at = 0;
      while (at < text.length) {
        const char = text[at];
        if (state === 'quoted') {
          const quote = text.indexOf('"', at);
          const to = quote === -1 ? text.length : quote;
          add(text.slice(at, to));
          if (quote !== -1) state = 'quote';
          at = to + 1;
        } else if (char === '"' && state !== 'plain') {
          // Two quotes inside a quoted cell are one quote of its text.
          if (state === 'quote') add('"');
          state = 'quoted';
          at += 1;
        } else if (char === delimiter) {
          endCell();
          at += 1;
        } else if (char === '\r' || char === '\n') {
          // Between CR and LF is a blank line.
          endRow();
          at += 1;
        } else {
          special.lastIndex = at;
          const to = special.exec(text)?.index ?? text.length;
          state = 'plain';
          add(text.slice(at, to));
          at = to;
        }
      }
    },
    end() {
      if (state === 'quoted') throw unclosed();
      endRow();
    },
  };
}

/** A character that separates cells. */
export type Delimiter = ',' | ';' | '\t';

/** Finds the delimiter that occurs most in the first row, outside of quotes. Without one, it is a comma. */
export function sniffDelimiter(text: string): Delimiter {
  const counts = { ',': 0, ';': 0, '\t': 0 };
  let isQuoted = false;
  for (const char of text.replace(/^[\r\n]+/, '')) {
    if (char === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (char === '\r' || char === '\n')) break;
    else if (!isQuoted && (char === ',' || char === ';' || char === '\t')) counts[char] += 1;
  }
  if (counts[';'] > counts[',']) return counts['\t'] > counts[';'] ? '\t' : ';';
  return counts['\t'] > counts[','] ? '\t' : ',';
}
