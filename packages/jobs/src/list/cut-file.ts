import { uploadLimits } from '@optimaldial/client';
import { scanRows } from './scan-csv.ts';

/** Limits of a part. The documented 100 MB are accepted for sure, `maxBytes` (100 MiB) may not be. */
const LIMITS: { readonly rows: number; readonly bytes: number } = {
  rows: uploadLimits.maxEntries,
  bytes: (uploadLimits.maxBytes / 2 ** 20) * 1_000_000,
};

/** A CSV file, cut into parts. */
export interface CutFile {
  /** Number of rows without the header. */
  readonly rows: number;
  /** The parts, each with the header row. */
  readonly parts: readonly Blob[];
}

/** Cuts a CSV file between rows into parts with about the same number of rows. Reads it once. */
export async function cutFile(file: Blob, limits: typeof LIMITS = LIMITS): Promise<CutFile> {
  const ends: number[] = [];
  await scanRows(file, (end) => void ends.push(end));
  const [headerEnd = file.size] = ends;
  const rows = Math.max(0, ends.length - 1);
  const leastParts = Math.ceil(Math.max(rows / limits.rows, file.size / limits.bytes, 1));
  // Rows of different lengths can need more parts than their average.
  for (let count = leastParts; count <= Math.max(rows, 1); count++) {
    const borders = Array.from({ length: count + 1 }, (_, index) =>
      index === count ? file.size : (ends[Math.round((rows * index) / count)] ?? headerEnd),
    );
    const pieces = borders.slice(1).map((end, index) => [borders[index] ?? headerEnd, end] as const);
    if (count > 1 && pieces.some(([start, end]) => headerEnd + end - start > limits.bytes)) continue;
    const header = file.slice(0, headerEnd);
    return { rows, parts: pieces.map(([start, end]) => withName(file, [header, file.slice(start, end)])) };
  }
  // A row of more than 100 MB: the API says why it can't be accepted.
  return { rows, parts: [file] };
}

function withName(file: Blob, content: Blob[]): Blob {
  const name = 'name' in file && typeof file.name === 'string' ? file.name : 'upload.csv';
  return new File(content, name, { type: file.type });
}
