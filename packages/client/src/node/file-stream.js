import { open } from 'node:fs/promises';
/** In bytes. Larger pieces are faster, and take more memory than they are worth. */
const PIECE = 131072;
/**
 * Reads a file piece by piece, as it was when it was opened.
 *
 * @param was what the file system said of it then
 * @param fault makes the error for a file that has changed since, or can't be read any more
 */
export function streamFromDisk(path, was, fault) {
  let file;
  let at = 0;
  /** The next piece; `undefined` if the file has changed. */
  const next = async () => {
    file ??= await open(path);
    const piece = new Uint8Array(Math.min(PIECE, was.size - at));
    const { bytesRead } = await file.read(piece, 0, piece.length, at);
    const first = at === 0;
    at += bytesRead;
    // Before the first piece leaves, and before the last one does, which completes the request.
    const check = first || at === was.size;
    return bytesRead === 0 || (check && changed(was, await file.stat()))
      ? undefined
      : piece.subarray(0, bytesRead);
  };
  return new ReadableStream(
    {
      async pull(controller) {
        let piece;
        let cause;
        try {
          piece = await next();
        } catch (error) {
          cause = error;
        }
        if (piece !== undefined) controller.enqueue(piece);
        if (piece !== undefined && at < was.size) return;
        await file?.close();
        if (piece === undefined) controller.error(fault(cause));
        else controller.close();
      },
      cancel: () => file?.close(),
    },
    { highWaterMark: 0 },
  );
}
function changed(was, is) {
  return was.size !== is.size || was.mtimeMs !== is.mtimeMs || was.ino !== is.ino;
}
