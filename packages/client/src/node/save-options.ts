import type { CallOptions } from '../request/call-options.ts';

/** Progress of a download. */
export interface Progress {
  /** Number of bytes written to disk. */
  readonly received: number;
  /** Size of the file in bytes; `undefined` if the storage doesn't send it. */
  readonly total: number | undefined;
}

/**
 * Options of `saveDownload`.
 *
 * `timeout` and `deadline` apply each time the file is opened, as in `uploads.download`; while the body is
 * read, `timeout` is an idle timeout. The save as a whole has no time limit: pass
 * `signal: AbortSignal.timeout(ms)` to set one.
 */
export interface SaveOptions extends CallOptions {
  /**
   * How often opening the file is retried, and how many times in a row an interrupted body is resumed without
   * receiving new bytes; 0 disables both.
   *
   * @default that of the client for opening, 2 for resuming
   */
  readonly maxRetries?: number | undefined;
  /**
   * Called after each chunk that is written to disk. `received` starts from 0 again if the download starts
   * over. Errors that it throws end the download; a promise that it returns is not awaited, and its rejection
   * is ignored.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A saved file. */
export interface SavedFile {
  /** Absolute path. */
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
}
