import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { Client } from '../create-client.ts';
import { reduceCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { mask } from '../mask.ts';
import type { CallOptions } from '../raw-types.ts';
import type { DownloadKind } from '../uploads.ts';
import { fetchInto } from './fetch-into.ts';

/** How far a download has come. */
export interface Progress {
  /** Bytes on the disk. */
  readonly received: number;
  /** Bytes of the whole file; `undefined` where the storage does not say. */
  readonly total: number | undefined;
}

/** Options of {@link saveDownload}. */
export interface SaveOptions extends CallOptions {
  /** Told after each piece that is on the disk. Starts anew where a file has to be fetched from its start. */
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A file that was saved. */
export interface SavedFile {
  /** Where it is: the path that was given, made absolute. */
  readonly path: string;
  /** Its length, in bytes. */
  readonly bytes: number;
}

/** Only the owner may read it: it holds phone numbers. */
const OWNER_ONLY = 0o600;

/**
 * Saves a file of an upload. It is streamed: memory does not grow with it. Where the connection is lost
 * it goes on from what is there, with a link that is signed anew; after 5 failures in a row that
 * brought nothing new it gives up. It is written beside `path` under a name that begins with a dot, and
 * gets its own name once it is whole; until then a file that was at `path` stays as it is. One that
 * fails leaves nothing.
 *
 * @param which the file as submitted, every row with its classification, or the likely answers only
 * @param path where to put it; only the owner of the process may read it
 * @throws InvalidInputError where nothing can be written at `path`; nothing was sent
 * @throws DownloadError, ConnectionError or an `ApiError` where the file cannot be had; the signal's own
 *   reason; what `onProgress` or the file system throws
 */
export async function saveDownload(
  client: Pick<Client, 'uploads'>,
  id: string,
  which: DownloadKind,
  path: string,
  options: SaveOptions = {},
): Promise<SavedFile> {
  const target = resolve(path);
  const temporary = join(dirname(target), `.${randomUUID()}.part`);
  const file = await openNew(target, temporary);
  try {
    const bytes = await fetchInto(
      file,
      (resume) => client.uploads.download(id, which, { ...options, resume }),
      options,
    );
    // On the disk before it has its name: else a power cut could leave a name without its bytes.
    await file.sync();
    await file.close();
    await rename(temporary, target);
    return { path: target, bytes };
  } catch (error) {
    await file.close();
    await rm(temporary, { force: true });
    throw error;
  }
}

async function openNew(target: string, temporary: string): Promise<FileHandle> {
  const there = await stat(target).catch(() => undefined);
  if (there?.isDirectory()) {
    throw new InvalidInputError(
      `saveDownload needs the path of a file; ${mask(target)} is a folder. Nothing was sent.`,
    );
  }
  try {
    return await open(temporary, 'ax', OWNER_ONLY);
  } catch (cause) {
    const { code, name } = reduceCause(cause);
    throw new InvalidInputError(
      `saveDownload cannot write into ${mask(dirname(target))} (${code ?? name}). Check the folder and its permissions. Nothing was sent.`,
    );
  }
}
