/**
 * The filename that a file is sent under: the last segment of its own. Folders of the machine are nobody's
 * business, and a nameless file would arrive as `blob`, which no one finds again and a server may take for
 * no CSV.
 */
export function lastSegment(file: Blob): string {
  const name: unknown = 'name' in file ? file.name : undefined;
  return (typeof name === 'string' && name.split(/[\\/]/).at(-1)) || 'upload.csv';
}
