import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Client } from '../client.ts';
import { reduceCause } from '../errors/cause.ts';
import { DownloadError } from '../errors/download.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../response/redact.ts';
import type { CallOptions } from '../request/call-options.ts';
import type { DownloadKind } from '../resources/uploads.ts';
import { fetchInto } from './fetch-into.ts';
import { partFileOf } from './part-file.ts';

/** Progress of a download. */
export interface Progress {
  /** Bytes written to disk. */
  readonly received: number;
  /** Size of the whole file in bytes; `undefined` if the storage doesn't send it. */
  readonly total: number | undefined;
}

/**
 * Options of {@link saveDownload}.
 *
 * `timeout` and `deadline` apply each time the file is opened, as in `uploads.download`; while the body is
 * read, `timeout` is an idle timeout. Saving as a whole has no time limit: pass
 * `signal: AbortSignal.timeout(ms)` to set one. `maxRetries` is how often opening the file is retried
 * (`@default` that of the client), and how many times in a row an interrupted body is resumed without
 * receiving anything new (`@default` 2). With 0, an interrupted body is an error at once.
 */
export interface SaveOptions extends CallOptions {
  /**
   * Called after each piece that is written to disk. Starts again from 0 if the file has to be fetched
   * from its start. What it throws ends the download; if it returns a promise, that is not awaited, and
   * its rejection is ignored.
   */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A saved file. */
export interface SavedFile {
  /** The given path, made absolute. */
  readonly path: string;
  /** Size in bytes. */
  readonly bytes: number;
}

/** Only the owner may read it: it holds phone numbers. */
const OWNER_ONLY = 0o600;

/**
 * Saves a file of an upload to disk: whole, or not at all. The file is streamed, so memory use does not
 * grow with its size. An interrupted download resumes with a newly signed URL if the storage sent a
 * strong ETag, and otherwise starts over; two versions of a file are never mixed.
 *
 * The data is written to a hidden part file (`.optimaldial-….part`) in the same folder, which replaces
 * `path` in an atomic rename once it is complete. A failed download removes it. If the process is killed,
 * the next `saveDownload` to the same path does; a part file whose process can't be identified (on another
 * host, or with a reused process ID) is removed once it has not grown for an hour.
 *
 * @param which the file as submitted, every row with its classification, or the likely answers only
 * @param path where to save it, readable by the owner of the process only
 * @throws InvalidInputError if `path` can't be written; nothing was sent
 * @throws DownloadError if the storage does not return the file, or it can't be written to disk
 * @throws ConnectionError, TimeoutError or an `ApiError` if the file can't be fetched; the signal's own
 *   reason; what `onProgress` throws
 */
export async function saveDownload(
  client: Pick<Client, 'uploads'>,
  id: string,
  which: DownloadKind,
  path: string,
  options: SaveOptions = {},
): Promise<SavedFile> {
  if (typeof path !== 'string' || path === '' || /[\\/\0]$/.test(path)) {
    throw new InvalidInputError('saveDownload needs the path of a file to save to. Nothing was sent.');
  }
  const target = resolve(path);
  const call = { method: 'GET', path: `/api/v1/uploads/${id}/download/${which}`, attempts: 1 };
  /** Does work on the disk. Errors of the file system hold paths, which may hold phone numbers. */
  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      const { code, name } = reduceCause(cause);
      const message = `returned the file, but it could not be written to ${redact(target)} (${code ?? name}). Check the free space and the permissions of the folder, then call saveDownload again.`;
      throw new DownloadError(call, undefined, message, { cause });
    }
  };
  const part = partFileOf(target);
  try {
    const file = await openNew(target, part.path);
    try {
      await part.sweep();
      const bytes = await fetchInto(
        {
          append: (piece) => onDisk(() => file.appendFile(piece)),
          clear: () => onDisk(() => file.truncate()),
        },
        {
          ...options,
          call,
          open: (resume) => client.uploads.download(id, which, { ...options, resume }),
        },
      );
      await onDisk(async () => {
        // On disk before it is renamed: otherwise a power cut could leave a name without its bytes.
        await file.sync();
        await file.close();
        await rename(part.path, target);
      });
      return { path: target, bytes };
    } catch (error) {
      // The error that led here matters more than one of cleaning up.
      await file.close().catch(() => undefined);
      await rm(part.path, { force: true }).catch(() => undefined);
      throw error;
    }
  } finally {
    part.release();
  }
}

async function openNew(target: string, temporary: string): Promise<FileHandle> {
  const there = await stat(target).catch(() => undefined);
  if (there && !there.isFile()) {
    throw new InvalidInputError(
      `saveDownload needs the path of a file; ${redact(target)} is ${there.isDirectory() ? 'a folder' : 'a device or pipe, which would be replaced'}. Nothing was sent.`,
    );
  }
  try {
    return await open(temporary, 'ax', OWNER_ONLY);
  } catch (cause) {
    const { code, name } = reduceCause(cause);
    throw new InvalidInputError(
      `saveDownload can't write to ${redact(dirname(target))} (${code ?? name}). Check that the folder exists, and its permissions. Nothing was sent.`,
    );
  }
}
