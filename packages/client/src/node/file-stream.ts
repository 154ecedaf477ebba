import { close, fstat, open, read, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { reuseMemory, type ReusingStream } from '../body/reuse-memory.ts';

/** In bytes. Larger chunks are hardly faster. */
const CHUNK_BYTES = 262_144;

type Chunk = Uint8Array<ArrayBuffer>;

const openFd = promisify(open);
const readFd = promisify(read);
const statFd = promisify(fstat);
const closeFd = promisify(close);

/**
 * Closes the files of streams that a `fetch` has dropped without cancelling them. From Node.js 26, a `FileHandle`
 * ends the process in this case.
 */
const dropped = new FinalizationRegistry((fd: number) => close(fd));

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
  let fd: number | undefined;
  let position = 0;
  let free: Chunk | undefined;

  /** Returns the next chunk, or `undefined` if the file has changed. */
  const next = async (): Promise<Chunk | undefined> => {
    if (fd === undefined) {
      fd = await openFd(path, 'r');
      dropped.register(stream, fd, stream);
    }
    const length = Math.min(CHUNK_BYTES, opened.size - position);
    // Long enough: no chunk is larger than an earlier one.
    const memory = free ?? new Uint8Array(length);
    free = undefined;
    const { bytesRead } = await readFd(fd, memory, 0, length, position);
    const isFirst = position === 0;
    position += bytesRead;
    // Checked before the first chunk is sent, and before the last one, which completes the request.
    const isChecked = isFirst || position === opened.size;
    return bytesRead === 0 || (isChecked && hasChanged(opened, await statFd(fd)))
      ? undefined
      : memory.subarray(0, bytesRead);
  };

  const end = async (): Promise<void> => {
    if (fd === undefined) return;
    const closing = fd;
    fd = undefined;
    dropped.unregister(stream);
    await closeFd(closing);
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
        await end();
        if (chunk === undefined) controller.error(failure(cause));
        else controller.close();
      },
      cancel: end,
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
