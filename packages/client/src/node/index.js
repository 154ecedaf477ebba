/**
 * Files of uploads on the disk of a Node program: {@link openFile} on the way up, {@link saveDownload}
 * on the way down.
 *
 * @module
 */
export { openFile } from './open-file.ts';
export { saveDownload } from './save-download.ts';
