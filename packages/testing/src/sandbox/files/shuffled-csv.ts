import { Blob } from '../../platform-file.ts';
import type { Random } from '../simulation/random.ts';
import { formatRow } from './csv-writer.ts';

// More piles mix rows over longer distances, and keep more text in the heap.
const PILES = 64;
// Characters of a pile to collect before they become a Blob, which is stored outside of the heap.
const PIECE = 16_384;
// One row in 20 is written twice.
const ROWS_PER_DUPLICATE = 20;

/** Writes a CSV whose rows are shuffled after the header, and some of them duplicated. */
export interface ShuffledCsvWriter {
  add(row: readonly string[]): void;
  /** Returns the rows so far as a file. */
  file(): Blob;
}

/**
 * Creates a writer for an empty CSV. Each row goes to a random pile, and piles are shuffled in pieces, so memory
 * use is about that of a writer that keeps the order.
 */
export function createShuffledCsv(random: Random): ShuffledCsvWriter {
  const piles = Array.from({ length: PILES }, () => createPile(random));
  const below = (limit: number): number => Math.floor(random.next() * limit);
  let header: string | undefined;
  let count = 0;
  let duplicate = 0;

  return {
    add(row) {
      const line = formatRow(row);
      if (header === undefined) {
        header = line;
        return;
      }
      // One row of each block, so that even a short file contains a duplicate.
      const at = count++ % ROWS_PER_DUPLICATE;
      if (at === 0) duplicate = below(ROWS_PER_DUPLICATE);
      piles[below(PILES)]?.add(line);
      if (at === duplicate) piles[below(PILES)]?.add(line);
    },
    file: () => new Blob([header ?? '', ...piles.flatMap((pile) => pile.pieces())], { type: 'text/csv' }),
  };
}

interface Pile {
  add(line: string): void;
  pieces(): readonly Blob[];
}

function createPile(random: Random): Pile {
  const written: Blob[] = [];
  let lines: string[] = [];
  let length = 0;
  const keep = (): void => {
    written.push(new Blob([shuffle(lines, random).join('')]));
    lines = [];
    length = 0;
  };
  return {
    add(line) {
      lines.push(line);
      length += line.length;
      if (length >= PIECE) keep();
    },
    pieces() {
      keep();
      return written;
    },
  };
}

/** Shuffles in place (Fisher–Yates). */
function shuffle(lines: string[], random: Random): string[] {
  for (let last = lines.length - 1; last > 0; last--) {
    const other = Math.floor(random.next() * (last + 1));
    [lines[last], lines[other]] = [lines[other] ?? '', lines[last] ?? ''];
  }
  return lines;
}
