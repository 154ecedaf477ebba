import { constants, openAsBlob } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { reduceCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/refused-before-sending.ts';
import { mask } from '../mask.ts';

/**
 * Opens a file for `uploads.create`. Nothing of it is read before it is sent, and then piece by piece:
 * memory does not grow with the file. Leave the file alone until it is sent.
 *
 * @param path where the file is
 * @returns a `File` named as the file is, without its folders
 * @throws InvalidInputError where there is no file that can be read
 */
export async function openFile(path: string): Promise<File> {
  const type = /\.csv$/i.test(path) ? 'text/csv' : '';
  try {
    // Asked for first: `openAsBlob` does not say why it cannot.
    await access(path, constants.R_OK);
    if ((await stat(path)).isFile()) {
      return new File([await openAsBlob(path, { type })], basename(path), { type });
    }
  } catch (cause) {
    const { code, name } = reduceCause(cause);
    throw unreadable(path, code ?? name);
  }
  throw unreadable(path, 'it is no file');
}

function unreadable(path: unknown, why: string): InvalidInputError {
  return new InvalidInputError(
    `openFile cannot read ${mask(String(path))} (${why}). Check the path and its permissions. Nothing was sent.`,
  );
}
