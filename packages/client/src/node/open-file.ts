import { File as NodeFile } from 'node:buffer';
import { constants, openAsBlob, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { reduceCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { fileError } from '../body/file-error.ts';
import { redact } from '../response/redact.ts';
import { streamFromDisk } from './file-stream.ts';

// The global one may be that of jsdom, which would hold "[object Blob]" in place of the content.
const nodeFile: unknown = NodeFile;
const FileClass = isFileClass(nodeFile) ? nodeFile : File;

/**
 * Opens a file for `uploads.create`. Nothing of it is read before it is sent, and then piece by piece:
 * memory does not grow with the file. Leave it alone until it is sent: one that has changed is not
 * sent to its end, and the call throws.
 *
 * @param path where the file is, as a path or a file: URL
 * @returns a `File` named as the file is, without its folders
 * @throws InvalidInputError where there is no file that can be read
 */
export async function openFile(path: string | URL): Promise<File> {
  return openPath(pathOf(path));
}

/** The path of a file, given as one or as a file: URL. */
function pathOf(path: string | URL): string {
  try {
    return typeof path === 'string' ? path : fileURLToPath(path);
  } catch (cause) {
    throw unreadable(path, why(cause));
  }
}

async function openPath(path: string): Promise<File> {
  const { was, blob } = await open(path);
  const file = new FileClass([blob], basename(path), { type: blob.type });
  const absolute = resolve(path);
  // The stream of Node's own blob is half as fast, and says less about a file that has changed.
  const stream = () => streamFromDisk(absolute, was, (cause) => fileError(redact(path), cause));
  return Object.defineProperty(file, 'stream', { value: stream });
}

function isFileClass(value: unknown): value is typeof File {
  return typeof value === 'function';
}

async function open(path: string): Promise<{ was: Stats; blob: Blob }> {
  let was: Stats;
  try {
    // Asked for first: `openAsBlob` does not say why it cannot.
    await access(path, constants.R_OK);
    was = await stat(path);
    if (was.isFile()) {
      const blob = await openAsBlob(path, { type: /\.csv$/i.test(path) ? 'text/csv' : '' });
      return { was, blob };
    }
  } catch (cause) {
    throw unreadable(path, why(cause));
  }
  throw unreadable(path, 'it is no file');
}

function unreadable(path: unknown, reason: string): InvalidInputError {
  return new InvalidInputError(
    `openFile cannot read ${redact(String(path))} (${reason}). Check the path and its permissions. Nothing was sent.`,
  );
}

function why(cause: unknown): string {
  const { code, name } = reduceCause(cause);
  return code ?? name;
}
