import { InvalidInputError, type CreateUpload } from '@optimaldial/client';
import { isOnDisk, type JobList, type ListSource } from './job-list.ts';

/** A list that is ready to be sent. */
export interface LoadedList {
  /** The list as `uploads.create` accepts it. */
  readonly upload: CreateUpload;
  /** Path of a file on disk. */
  readonly path?: string | URL | undefined;
}

/**
 * Makes the list, and opens its file.
 *
 * @throws InvalidInputError if the list isn't an object, or its file can't be read
 */
export async function loadList(source: ListSource): Promise<LoadedList> {
  const list: JobList = typeof source === 'function' ? await source() : source;
  if (typeof list !== 'object' || list === null) {
    throw new InvalidInputError(
      'The list of a job must be an object, such as `{ file, phone_column }`, or a function that returns one.',
    );
  }
  if (!isOnDisk(list)) return { upload: list };
  // Lazily, because only Node.js, Bun and Deno have files.
  const { openFile } = await import('@optimaldial/client/node');
  return { upload: { ...list, file: await openFile(list.file) }, path: list.file };
}
