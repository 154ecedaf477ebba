import type { FileHandle } from 'node:fs/promises';

/** Where a download is written. Each method throws the error of an earlier write. */
export interface Sink {
  /** Waits only if the disk is slower than the download. */
  append(chunk: Uint8Array): Promise<void>;
  /** Discards everything that was appended. */
  clear(): Promise<void>;
  /** Waits until everything is written. The caller flushes it. */
  end(): Promise<void>;
}

/** Bytes that may wait for the disk. */
const WAITING_BYTES = 1_048_576;
/** Bytes after which the disk begins to flush, so that the last flush is short. */
const FLUSHED_BYTES = 16_777_216;

/** Writes to a file that was opened to append: while chunks are written, the next ones arrive. */
export function fileSink(file: FileHandle): Sink {
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  let unflushed = 0;
  // Both stay rejected after a failure: a file system reports it once.
  let writing: Promise<void> | undefined;
  let flushing: Promise<void> | undefined;

  const writeWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const chunks = waiting;
      const size = bytes;
      waiting = [];
      bytes = 0;
      const { bytesWritten } = await file.writev(chunks);
      // A call can write less than all, such as on a disk that is almost full.
      if (bytesWritten < size) await file.appendFile(Buffer.concat(chunks).subarray(bytesWritten));
      unflushed += size;
      if (unflushed < FLUSHED_BYTES || flushing !== undefined) continue;
      unflushed = 0;
      flushing = flush();
      // `end` throws it.
      flushing.catch(() => undefined);
    }
    writing = undefined;
  };
  const flush = async (): Promise<void> => {
    await file.datasync();
    flushing = undefined;
  };

  return {
    async append(chunk) {
      waiting.push(chunk);
      bytes += chunk.byteLength;
      writing ??= writeWaiting();
      // A failure is thrown by the next call that waits.
      writing.catch(() => undefined);
      if (bytes >= WAITING_BYTES) await writing;
    },
    async clear() {
      await writing;
      await file.truncate();
    },
    async end() {
      await writing;
      await flushing;
    },
  };
}
