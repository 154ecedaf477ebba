import type { Upload } from '../../packages/client/src/index.ts';

/** An upload as a table for people: what is null, or internal to the API, is left out. */
export function table(upload: Upload): string {
  const rows = Object.entries(upload)
    .filter(([name, value]) => value !== null && !name.endsWith('storage_path'))
    .map(
      ([name, value]) =>
        [name, typeof value === 'number' ? value.toLocaleString('en-US') : String(value)] as const,
    );
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}
