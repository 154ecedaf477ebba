/**
 * Files on disk, for Node.js: {@link inspect} before you pay, {@link openFile} for uploads, {@link saveDownload}
 * for downloads. {@link fileSecrets} stores webhook secrets.
 *
 * @module
 */
export { type Inspection, type InspectOptions, inspect } from './inspect.ts';
export { fileSecrets } from './file-secrets.ts';
export { openFile } from './open-file.ts';
export { removePartFiles } from './part-file.ts';
export { saveDownload } from './save-download.ts';
export type { Progress, SavedFile, SaveOptions } from './save-options.ts';
