/**
 * Creates a decoder of UTF-8 in chunks, which removes a byte order mark.
 *
 * @param onInvalid returns the error for something else than text in UTF-8
 * @returns decodes a chunk; without one, returns what is left
 */
export function decodeText(onInvalid: (problem: string) => Error): (chunk?: Uint8Array) => string {
  const decoder = new TextDecoder();
  let isFirst = true;
  return (chunk) => {
    if (isFirst && chunk !== undefined) {
      const [first, second, third] = chunk;
      if (first === 0x50 && second === 0x4b && third === 3) {
        throw onInvalid('is an Excel workbook or a ZIP archive. Export it as CSV.');
      }
      if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
        throw onInvalid('is encoded in UTF-16. Save it as CSV in UTF-8.');
      }
      isFirst = false;
    }
    const text = decoder.decode(chunk, { stream: chunk !== undefined });
    if (text.includes('\0')) {
      throw onInvalid("contains a NUL character, so it isn't text in UTF-8. Save it as CSV in UTF-8.");
    }
    return text;
  };
}
