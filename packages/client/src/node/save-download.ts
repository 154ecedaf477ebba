import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Client } from '../client.ts';
import { redactCause } from '../errors/cause.ts';
import { DownloadError } from '../errors/download.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import type { DownloadKind } from '../resources/download/download-path.ts';
import { redact } from '../response/redact.ts';
import { fetchInto } from './fetch-into.ts';
import { fileSink } from './file-sink.ts';
import { notAFile } from './not-a-file.ts';
import { partFileOf } from './part-file.ts';
import type { SavedFile, SaveOptions } from './save-options.ts';

/** The file contains phone numbers, so only its owner can read it. */
const OWNER_ONLY = 0o600;

/**
 * Saves a file of an upload to disk, completely or not at all. The file is streamed, so memory use doesn't
 * depend on its size. An interrupted download is resumed with a new signed URL if the storage sent a strong
 * ETag, and starts over otherwise. Versions of a file are never mixed.
 *
 * The data is written to a hidden part file (`.optimaldial-….part`) in the same folder, which replaces `path`
 * in an atomic rename when it is complete. The part file is removed if the download fails. If the process is
 * killed, the next `saveDownload` to the same path removes it. If its process can't be identified (another
 * host, or a reused process ID), it is removed once it hasn't grown for an hour.
 *
 * @param path where to save the file; only the owner of the process can read it
 * @throws InvalidInputError if `path` isn't writable
 * @throws DownloadError if the storage doesn't return the file, or it can't be written to disk
 * @throws ConnectionError, TimeoutError or an ApiError if the file can't be downloaded
 * @throws the reason of the signal if it is aborted, or what `onProgress` throws
 * @example
 * await saveDownload(client, upload.id, 'processed', 'result.csv');
 */
export async function saveDownload(
  client: Pick<Client, 'uploads'>,
  id: string,
  kind: DownloadKind,
  path: string,
  options: SaveOptions = {},
): Promise<SavedFile> {
  if (typeof path !== 'string' || path === '' || /[\\/\0]$/.test(path)) {
    throw new InvalidInputError('saveDownload needs the path of a file.');
  }
  const target = resolve(path);
  const call = { method: 'GET', path: `/api/v1/uploads/${id}/download/${kind}`, attempts: 1 };
  /** Redacts errors of the file system, whose paths may contain phone numbers. */
  const onDisk = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (cause) {
      throw new DownloadError(
        call,
        undefined,
        `the file could not be written to ${redact(target)} (${redactCause(cause).message}). Check the disk space and the permissions of the folder, then try again.`,
        { cause },
      );
    }
  };
  const part = partFileOf(target);
  try {
    const file = await createPartFile(target, part.path);
    try {
      await part.sweep();
      const sink = fileSink(file);
      const bytes = await fetchInto(
        {
          append: (chunk) => onDisk(() => sink.append(chunk)),
          clear: () => onDisk(() => sink.clear()),
        },
        {
          ...options,
          call,
          open: (resume) => client.uploads.download(id, kind, { ...options, resume }),
        },
      );
      await onDisk(async () => {
        await sink.end();
        // Flushed before the rename: otherwise a power failure could leave an empty file.
        await file.sync();
        await file.close();
        await rename(part.path, target);
      });
      return { path: target, bytes };
    } catch (error) {
      // Errors of the cleanup must not hide this one.
      await file.close().catch(() => undefined);
      await rm(part.path, { force: true }).catch(() => undefined);
      throw error;
    }
  } finally {
    part.release();
  }
}

async function createPartFile(target: string, partPath: string): Promise<FileHandle> {
  const existing = await stat(target).catch(() => undefined);
  if (existing && !existing.isFile()) throw notAFile('saveDownload', target, existing);
  try {
    return await open(partPath, 'ax', OWNER_ONLY);
  } catch (cause) {
    throw new InvalidInputError(
      `saveDownload could not write to ${redact(dirname(target))} (${redactCause(cause).message}). Check that the folder exists and is writable.`,
      'Nothing was downloaded.',
      'person',
    );
  }
}
