import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { reduceCause } from '../errors/cause.ts';
import { DownloadError } from '../errors/download.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../errors/redact.ts';
import { fetchInto } from './fetch-into.ts';
import { partFileOf } from './part-file.ts';
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
export async function saveDownload(client, id, which, path, options = {}) {
  if (typeof path !== 'string' || path === '' || /[\\/\0]$/.test(path)) {
    throw new InvalidInputError('saveDownload needs the path of a file to save to. Nothing was sent.');
  }
  const target = resolve(path);
  const call = { method: 'GET', path: `/api/v1/uploads/${id}/download/${which}`, attempts: 1 };
  /** Does work on the disk. Errors of the file system hold paths, which may hold phone numbers. */
  const onDisk = async (work) => {
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
async function openNew(target, temporary) {
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
