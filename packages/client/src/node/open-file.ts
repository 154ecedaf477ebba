import { File as NodeFile } from 'node:buffer';
import { constants, openAsBlob, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fileError } from '../body/file-error.ts';
import { redactCause } from '../errors/cause.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../response/redact.ts';
import { streamFromDisk } from './file-stream.ts';
import { notAFile } from './not-a-file.ts';

// The global `File` may be the one of jsdom, which would contain "[object Blob]" instead of the content.
const nodeFile: unknown = NodeFile;
const FileClass = isFileClass(nodeFile) ? nodeFile : File;

/**
 * Opens a file for `uploads.create`. The file is streamed from disk when it is sent, so memory use doesn't
 * depend on its size. Don't change it until then: if it changes, the call aborts and throws.
 *
 * @param path path or `file:` URL
 * @returns a `File` with the name of the file, without its folders
 * @throws InvalidInputError if the file can't be read
 * @example
 * await client.uploads.create({ file: await openFile('leads.csv'), phone_column: 'Phone' });
 */
export async function openFile(path: string | URL): Promise<File> {
  return openPath(toPath(path));
}

function toPath(path: string | URL): string {
  try {
    return typeof path === 'string' ? path : fileURLToPath(path);
  } catch (cause) {
    throw unreadable(path, redactCause(cause).message);
  }
}

async function openPath(path: string): Promise<File> {
  const { opened, blob } = await openBlob(path);
  const file = new FileClass([blob], basename(path), { type: blob.type });
  const absolute = resolve(path);
  // The stream of Node's own blob is half as fast, and doesn't say that the file has changed.
  const stream = () => streamFromDisk(absolute, opened, (cause) => fileError(redact(path), cause));
  return Object.defineProperty(file, 'stream', { value: stream });
}

function isFileClass(value: unknown): value is typeof File {
  return typeof value === 'function';
}

async function openBlob(path: string): Promise<{ opened: Stats; blob: Blob }> {
  let opened: Stats;
  try {
    // `openAsBlob` doesn't say why it fails.
    await access(path, constants.R_OK);
    opened = await stat(path);
    if (opened.isFile()) {
      const blob = await openAsBlob(path, { type: /\.csv$/i.test(path) ? 'text/csv' : '' });
      return { opened, blob };
    }
  } catch (cause) {
    throw unreadable(path, redactCause(cause).message);
  }
  throw notAFile('openFile', path, opened);
}

function unreadable(path: unknown, reason: string): InvalidInputError {
  return new InvalidInputError(
    `openFile could not read ${redact(String(path))} (${reason}). Check the path and its permissions.`,
  );
}
