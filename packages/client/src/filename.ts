/**
 * The filename that a file is sent under. Folders of the machine are nobody's business; and a nameless
 * file would arrive as `blob`, which no one finds again and a server may take for no CSV.
 */
export function lastSegment(file: Blob): string {
  const own = file instanceof File ? file.name : '';
  return own.split(/[\\/]/).at(-1) || 'upload.csv';
}
