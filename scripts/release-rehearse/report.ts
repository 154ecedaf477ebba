import { table } from '@optimaldial/checks/table';
import type { Published } from './published.ts';

/** A table of what was published. */
export function publishedTable(all: readonly Published[]): string {
  return table([
    ['published', 'version', 'files', 'kB packed', 'kB unpacked', 'dependencies'],
    ...all.map(({ name, version, files, packed, unpacked, dependencies }) => [
      name,
      version,
      String(files),
      kB(packed),
      kB(unpacked),
      Object.entries(dependencies)
        .map(([dependency, range]) => `${dependency} ${range}`)
        .join(', ') || 'none',
    ]),
  ]);
}

function kB(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
