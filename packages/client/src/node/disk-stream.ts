import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/** In bytes. Larger pieces are faster, and take more memory than they are worth. */
const PIECE = 65_536;

/**
 * Reads a file piece by piece, as it was when it was opened.
 *
 * @param was what the file system said of it then
 * @param onFault told where it has changed since, or cannot be read any more; the stream then ends early
 */
export function streamFromDisk(
  path: string,
  was: Stats,
  onFault: (cause?: unknown) => void,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  let file: FileHandle | undefined;
  let at = 0;

  const end = async (controller: ReadableStreamDefaultController<unknown>): Promise<void> => {
    await file?.close();
    controller.close();
  };

  return new ReadableStream(
    {
      async pull(controller) {
        try {
          file ??= await open(path);
          const piece = new Uint8Array(Math.min(PIECE, was.size - at));
          const { bytesRead } = await file.read(piece, 0, piece.length, at);
          const first = at === 0;
          at += bytesRead;
          const last = at === was.size;
          // Before the first piece leaves, and before the last one does, which completes the request.
          if (bytesRead === 0 || ((first || last) && changed(was, await file.stat()))) {
            onFault();
            return await end(controller);
          }
          controller.enqueue(piece.subarray(0, bytesRead));
          if (last) await end(controller);
        } catch (cause) {
          onFault(cause);
          await end(controller);
        }
      },
      cancel: () => file?.close(),
    },
    { highWaterMark: 0 },
  );
}

function changed(was: Stats, is: Stats): boolean {
  return was.size !== is.size || was.mtimeMs !== is.mtimeMs || was.ino !== is.ino;
}
