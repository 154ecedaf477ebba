import * as buffer from 'node:buffer';

// The platform's own classes. A test environment such as jsdom replaces the global ones by its own, whose
// files have no stream.

/** A file of the platform. */
export type File = globalThis.File;
/** The platform's own `File`. */
export const File: typeof globalThis.File = platform('File');
/** Data of the platform. */
export type Blob = globalThis.Blob;
/** The platform's own `Blob`. */
export const Blob: typeof globalThis.Blob = platform('Blob');

// They are the classes behind Node's globals; @types/node describes the two slightly differently.
function platform(name: 'File'): typeof globalThis.File;
function platform(name: 'Blob'): typeof globalThis.Blob;
function platform(name: 'File' | 'Blob'): unknown {
  return buffer[name];
}
