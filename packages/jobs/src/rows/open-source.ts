import { InvalidInputError } from '@optimaldial/client';

/** A CSV file: a path or `file:` URL, a `Blob`, a `Response`, or its chunks as bytes in UTF-8 or as text. */
export type CsvSource = string | URL | Blob | Response | AsyncIterable<Uint8Array | string>;

/**
 * Opens a source.
 *
 * @throws InvalidInputError if it isn't a source, or the body of a response was already read
 */
export async function openSource(source: CsvSource): Promise<AsyncIterable<Uint8Array | string>> {
  if (typeof source === 'string' || source instanceof URL) return readFile(source);
  // Untyped callers pass anything.
  const found: unknown = source;
  if (isResponse(found)) {
    if (found.bodyUsed) {
      throw invalid('readRows needs a response whose body has not been read.', 'Call download again.');
    }
    return found.body ?? nothing();
  }
  if (isBlob(found)) return found.stream();
  if (isStream(found)) return found;
  throw invalid('readRows needs a path, a Blob, a Response or a stream.', 'Pass one of them.');
}

// By their properties, because a test environment replaces the global classes.
const has = (value: unknown, name: string | symbol): boolean =>
  typeof value === 'object' && value !== null && name in value;
const isResponse = (value: unknown): value is Response => has(value, 'bodyUsed');
const isBlob = (value: unknown): value is Blob => has(value, 'arrayBuffer') && has(value, 'stream');
const isStream = (value: unknown): value is AsyncIterable<Uint8Array | string> =>
  has(value, Symbol.asyncIterator);

/** The error for a source that can't be read. */
export function invalid(problem: string, advice: string): InvalidInputError {
  return new InvalidInputError(problem, advice);
}

async function* nothing(): AsyncGenerator<never> {}

async function* readFile(path: string | URL): AsyncGenerator<Uint8Array> {
  // Loaded only for files, because other sources work without a file system.
  const { createReadStream } = await import('node:fs');
  try {
    yield* createReadStream(path);
  } catch (error) {
    // The message of the file system has the path, which may contain a phone number.
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw invalid(`readRows could not read the file (${code}).`, 'Check the path and its permissions.');
  }
}
