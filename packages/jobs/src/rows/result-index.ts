import { type Row, setCell } from './row.ts';

/** Result rows by key. Keeps only the cells that a joined row needs. */
export interface ResultIndex {
  readonly duplicates: number;
  readonly conflicts: number;
  /** Number of keys without an own row so far, and of result rows without a key. */
  readonly unmatched: number;
  add(key: string, row: Row): void;
  /** Adds the cells of the result to a copy of an own row. Returns `undefined` if the key has no result. */
  join(key: string, own: Row): Row | undefined;
}

/**
 * Creates an empty index. Equal cells are stored once, because results usually add a few different values.
 *
 * @param nameOf the name of a result's column in a joined row; `undefined` if own rows have a cell instead
 */
export function createResultIndex(nameOf: (column: string) => string | undefined): ResultIndex {
  // Cells as JSON, and per key the position of its cells here.
  const texts: string[] = [];
  const positions = new Map<string, number>();
  const byKey = new Map<string, number>();
  const matched = new Set<string>();
  let duplicates = 0;
  let conflicts = 0;
  let blank = 0;

  /** The position of the row's cells, which are stored if they are new. */
  function store(row: Row): number {
    const cells = Object.entries(row).flatMap(([column, cell]) => {
      const name = nameOf(column);
      return name === undefined ? [] : [name, cell];
    });
    const text = JSON.stringify(cells);
    const known = positions.get(text);
    if (known !== undefined) return known;
    positions.set(text, texts.length);
    return texts.push(text) - 1;
  }

  return {
    get duplicates() {
      return duplicates;
    },
    get conflicts() {
      return conflicts;
    },
    get unmatched() {
      return byKey.size - matched.size + blank;
    },
    add(key, row) {
      if (key === '') {
        blank += 1;
        return;
      }
      const position = store(row);
      const earlier = byKey.get(key);
      if (earlier !== undefined) duplicates += 1;
      if (earlier === undefined || earlier === position) {
        byKey.set(key, position);
        return;
      }
      conflicts += 1;
      // Any choice that doesn't depend on the order of the rows.
      if ((texts[position] ?? '') < (texts[earlier] ?? '')) byKey.set(key, position);
    },
    join(key, own) {
      const position = byKey.get(key);
      if (position === undefined) return undefined;
      matched.add(key);
      const cells: unknown = JSON.parse(texts[position] ?? '[]');
      const joined = { ...own };
      if (Array.isArray(cells)) {
        for (let at = 0; at < cells.length; at += 2)
          setCell(joined, String(cells[at]), String(cells[at + 1]));
      }
      return joined;
    },
  };
}
