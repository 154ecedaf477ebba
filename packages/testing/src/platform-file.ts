import * as buffer from 'node:buffer';

// A test environment such as jsdom replaces the global classes with its own, whose files have no stream.

/** Node's own `File`. */
export type File = globalThis.File;
export const File: typeof globalThis.File = platform('File');
/** Node's own `Blob`. */
export type Blob = globalThis.Blob;
export const Blob: typeof globalThis.Blob = platform('Blob');

// The global classes and those of node:buffer are the same, but @types/node declares them differently.
function platform(name: 'File'): typeof globalThis.File;
function platform(name: 'Blob'): typeof globalThis.Blob;
function platform(name: 'File' | 'Blob'): unknown {
  return buffer[name];
}
