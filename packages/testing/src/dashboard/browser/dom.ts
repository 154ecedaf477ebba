/**
 * Finds an element of the page.
 *
 * @throws Error if the page has no such element
 */
export function find(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`Missing element #${id}.`);
  return found;
}

/** Sets a text if it changed, so that selections and screen readers aren't interrupted. */
export function write(node: Node, value: string | number | null): void {
  const text = value === null ? '' : typeof value === 'number' ? formatNumber(value) : value;
  if (node.textContent !== text) node.textContent = text;
}

/** Creates an element. */
export function element(name: string, className = '', ...children: (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

/** A number with grouped digits. */
export function formatNumber(value: number): string {
  return value.toLocaleString('en-US');
}

/** A number and its noun: `1 violation`, `2 violations`. */
export function count(value: number, noun: string): string {
  return `${formatNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** The time of a timestamp, in UTC. */
export function timeOf(stamp: string): string {
  return stamp.slice(11, 19);
}

/** The date of a timestamp, in UTC. */
export function dateOf(stamp: string): string {
  return stamp.slice(0, 10);
}
