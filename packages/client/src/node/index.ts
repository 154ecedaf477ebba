/**
 * Files on disk, for Node.js: {@link openFile} for uploads, {@link saveDownload} for downloads.
 *
 * @module
 */
export { openFile } from './open-file.ts';
export { saveDownload } from './save-download.ts';
export type { Progress, SavedFile, SaveOptions } from './save-options.ts';
