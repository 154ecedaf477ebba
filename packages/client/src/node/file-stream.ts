import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** In bytes. Larger chunks are hardly faster, and a process that sends a large file needs 40 MiB more. */
const CHUNK_BYTES = 131_072;

/**
 * Reads a file in chunks, and fails if it changes.
 *
 * @param opened stats of the file when it was opened
 * @param failure creates the error for a file that has changed, or that can't be read because of `cause`
 */
export function streamFromDisk(
  path: string,
  opened: Stats,
  failure: (cause?: unknown) => Error,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let file: FileHandle | undefined;
  let position = 0;

  /** Returns the next chunk, or `undefined` if the file has changed. */
  const next = async (): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    file ??= await open(path);
    const chunk = new Uint8Array(Math.min(CHUNK_BYTES, opened.size - position));
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    const isFirst = position === 0;
    position += bytesRead;
    // Checked before the first chunk is sent, and before the last one, which completes the request.
    const isChecked = isFirst || position === opened.size;
    return bytesRead === 0 || (isChecked && hasChanged(opened, await file.stat()))
      ? undefined
      : chunk.subarray(0, bytesRead);
  };

  return new ReadableStream(
    {
      async pull(controller) {
        let chunk: Uint8Array<ArrayBuffer> | undefined;
        let cause: unknown;
        try {
          chunk = await next();
        } catch (error) {
          cause = error;
        }
        if (chunk !== undefined) controller.enqueue(chunk);
        if (chunk !== undefined && position < opened.size) return;
        await file?.close();
        if (chunk === undefined) controller.error(failure(cause));
        else controller.close();
      },
      cancel: () => file?.close(),
    },
    { highWaterMark: 0 },
  );
}

function hasChanged(opened: Stats, current: Stats): boolean {
  return opened.size !== current.size || opened.mtimeMs !== current.mtimeMs || opened.ino !== current.ino;
}
