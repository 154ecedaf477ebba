import { element, find } from './dom.ts';

/** A cell of a row, and how to show an item in it. */
export interface Cell<T> {
  readonly node: HTMLElement;
  readonly show: (item: T) => void;
}

/** A column: creates the cell of a new row. */
export type Column<T> = () => Cell<T>;

/** Creates a cell. Its label is shown on narrow screens, where tables have no header. */
export function cell(
  { className = '', label }: { className?: string | undefined; label?: string | undefined },
  ...children: Node[]
): HTMLElement {
  const made = element('td', className, ...children);
  if (label !== undefined) made.dataset['label'] = label;
  return made;
}

/**
 * Returns a function that updates a table. It reuses rows, so that their buttons keep the focus. The element
 * after the table is shown while the table is empty.
 */
export function createTable<T extends { readonly id: string | number }>(
  name: string,
  columns: readonly Column<T>[],
): (items: readonly T[]) => void {
  const table = find(name);
  const body = table.querySelector('tbody');
  const empty = table.nextElementSibling;
  const rows = new Map<string | number, { row: HTMLElement; cells: readonly Cell<T>[] }>();

  function rowOf(item: T): HTMLElement {
    let entry = rows.get(item.id);
    if (entry === undefined) {
      const cells = columns.map((create) => create());
      entry = { row: element('tr', '', ...cells.map(({ node }) => node)), cells };
      rows.set(item.id, entry);
    }
    for (const { show } of entry.cells) show(item);
    return entry.row;
  }

  return (items) => {
    table.hidden = items.length === 0;
    empty?.toggleAttribute('hidden', items.length > 0);
    const ids = new Set(items.map(({ id }) => id));
    for (const [id, { row }] of rows) {
      if (ids.has(id)) continue;
      row.remove();
      rows.delete(id);
    }
    for (const [index, item] of items.entries()) {
      const row = rowOf(item);
      const current = body?.children[index] ?? null;
      if (current !== row) body?.insertBefore(row, current);
    }
  };
}
