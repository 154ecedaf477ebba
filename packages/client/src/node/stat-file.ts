import { constants, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { redactCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../response/redact.ts';
import { notAFile } from './not-a-file.ts';

/** A file that exists and can be read. */
export interface ReadableFile {
  readonly path: string;
  readonly stats: Stats;
}

/**
 * Checks that a path leads to a readable file.
 *
 * @param caller the function that the error names
 * @throws InvalidInputError if it doesn't
 */
export async function statFile(caller: string, path: string | URL): Promise<ReadableFile> {
  let found: ReadableFile;
  try {
    const filePath = typeof path === 'string' ? path : fileURLToPath(path);
    // Says why a file can't be read, unlike `openAsBlob`.
    await access(filePath, constants.R_OK);
    found = { path: filePath, stats: await stat(filePath) };
  } catch (cause) {
    throw unreadable(caller, path, cause);
  }
  if (!found.stats.isFile()) throw notAFile(caller, found.path, found.stats);
  return found;
}

/** The error for a file that can't be read because of `cause`. */
export function unreadable(caller: string, path: unknown, cause: unknown): InvalidInputError {
  return new InvalidInputError(
    `${caller} could not read ${redact(String(path))} (${redactCause(cause).message}). Check the path and its permissions.`,
  );
}
