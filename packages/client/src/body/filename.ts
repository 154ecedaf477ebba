/**
 * The filename to send for a file: the last segment of its name, because local folders must not leave the
 * machine. A file without a name gets `upload.csv`; `fetch` would call it `blob`, which `find` can't match
 * and a server may not accept as a CSV.
 */
export function lastSegment(file: Blob): string {
  const name: unknown = 'name' in file ? file.name : undefined;
  return (typeof name === 'string' && name.split(/[\\/]/).at(-1)) || 'upload.csv';
}
