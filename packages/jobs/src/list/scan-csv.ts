const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** Bytes after which a quote opens a quoted field: common delimiters, and line ends. */
const BEFORE_FIELD: readonly number[] = [',', ';', '\t', '|', '\n', '\r'].map((character) =>
  character.charCodeAt(0),
);

/**
 * Finds the end of every row of a CSV file, the header included. A line break in quotes doesn't end a row.
 *
 * @param onRow called with the position in bytes after each row
 */
export async function scanRows(file: Blob, onRow: (end: number) => void): Promise<void> {
  let position = 0;
  let isQuoted = false;
  let isBlank = true;
  let previous = LINE_FEED;
  const reader = file.stream().getReader();
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    for (const byte of read.value) {
      position += 1;
      if (byte === QUOTE) {
        // In quotes, a doubled quote closes and reopens the field.
        if (isQuoted) isQuoted = false;
        else if (previous === QUOTE || BEFORE_FIELD.includes(previous) || position <= 4) isQuoted = true;
        isBlank = false;
      } else if (!isQuoted && byte === LINE_FEED) {
        if (!isBlank) onRow(position);
        isBlank = true;
      } else if (byte !== CARRIAGE_RETURN) isBlank = false;
      previous = byte;
    }
  }
  if (!isBlank) onRow(position);
}
