import { lstat, readdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StoreError } from '../store-error.ts';

/** The `code` of an error of the file system, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** Resolves with `undefined` if the call fails with one of `codes`. */
export async function unless<T>(codes: readonly string[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (codes.includes(codeOf(error) ?? '')) return undefined;
    throw error;
  }
}

/** Whether a file exists under this exact path. */
export async function exists(path: string): Promise<boolean> {
  return (await unless(['ENOENT'], lstat(path))) !== undefined;
}

/** Names in a folder; `undefined` if the folder is missing. */
export async function namesIn(folder: string): Promise<string[] | undefined> {
  return unless(['ENOENT'], readdir(folder));
}

/** Removes a file, if it's still there. */
export async function remove(path: string): Promise<void> {
  await rm(path, { force: true });
}

/** Causes that can pass without a person. */
const TRANSIENT = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'EINTR', 'ENOSPC', 'EDQUOT', 'ENOMEM']);

/** Runs a call of the store, and describes an error of the file system. */
export async function describing<T>(
  doing: 'read' | 'write',
  path: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const code = codeOf(error);
    if (error instanceof StoreError || code === undefined) throw error;
    throw new StoreError(`The job store could not ${doing} ${path} (${code}). ${adviceFor(code, path)}`, {
      next: TRANSIENT.has(code) ? 'retry' : 'person',
      path,
      cause: error,
    });
  }
}

function adviceFor(code: string, path: string): string {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `Give this user read and write permission for ${dirname(path)}, or choose another folder.`;
    case 'EROFS':
      return 'The file system is read-only. Choose another folder.';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The disk is full. Free some space, then try again.';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'A part of the path is a file. Remove it, or choose another folder.';
    case 'EMFILE':
    case 'ENFILE':
      return 'Too many files are open. Run fewer jobs at the same time, or raise the limit (ulimit -n).';
    default:
      return 'Check the disk and the permissions of the folder, then try again.';
  }
}
