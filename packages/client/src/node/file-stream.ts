import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { reuseMemory, type ReusingStream } from '../body/reuse-memory.ts';

/** In bytes. Larger chunks are hardly faster. */
const CHUNK_BYTES = 262_144;

type Chunk = Uint8Array<ArrayBuffer>;

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
): ReusingStream<Chunk> {
  let file: FileHandle | undefined;
  let position = 0;
  let free: Chunk | undefined;

  /** Returns the next chunk, or `undefined` if the file has changed. */
  const next = async (): Promise<Chunk | undefined> => {
    file ??= await open(path);
    const length = Math.min(CHUNK_BYTES, opened.size - position);
    // Long enough: no chunk is larger than an earlier one.
    const memory = free ?? new Uint8Array(length);
    free = undefined;
    const { bytesRead } = await file.read(memory, 0, length, position);
    const isFirst = position === 0;
    position += bytesRead;
    // Checked before the first chunk is sent, and before the last one, which completes the request.
    const isChecked = isFirst || position === opened.size;
    return bytesRead === 0 || (isChecked && hasChanged(opened, await file.stat()))
      ? undefined
      : memory.subarray(0, bytesRead);
  };

  const stream = new ReadableStream<Chunk>(
    {
      async pull(controller) {
        let chunk: Chunk | undefined;
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
  const reuse = ({ buffer }: Chunk): void => {
    free = new Uint8Array(buffer);
  };
  return Object.assign(stream, { [reuseMemory]: reuse });
}

function hasChanged(opened: Stats, current: Stats): boolean {
  return opened.size !== current.size || opened.mtimeMs !== current.mtimeMs || opened.ino !== current.ino;
}
