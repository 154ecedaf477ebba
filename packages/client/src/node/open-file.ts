import { File as NodeFile } from 'node:buffer';
import { openAsBlob } from 'node:fs';
import { basename, resolve } from 'node:path';
import { fileError } from '../body/file-error.ts';
import { redact } from '../response/redact.ts';
import { streamFromDisk } from './file-stream.ts';
import { statFile, unreadable } from './stat-file.ts';

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
  const { path: found, stats } = await statFile('openFile', path);
  const blob = await openBlob(found);
  const file = new FileClass([blob], basename(found), { type: blob.type });
  const absolute = resolve(found);
  // The stream of Node's own blob is half as fast, and doesn't say that the file has changed.
  const stream = () => streamFromDisk(absolute, stats, (cause) => fileError(redact(found), cause));
  return Object.defineProperty(file, 'stream', { value: stream });
}

function isFileClass(value: unknown): value is typeof File {
  return typeof value === 'function';
}

async function openBlob(path: string): Promise<Blob> {
  try {
    return await openAsBlob(path, { type: /\.csv$/i.test(path) ? 'text/csv' : '' });
  } catch (cause) {
    throw unreadable('openFile', path, cause);
  }
}
