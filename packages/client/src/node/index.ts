/**
 * Files on disk, for Node.js: {@link openFile} for uploads, {@link saveDownload} for downloads.
 *
 * @module
 */
export { openFile } from './open-file.ts';
export { saveDownload, type Progress, type SavedFile, type SaveOptions } from './save-download.ts';
