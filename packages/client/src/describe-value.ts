/** Names the type of a value, which is not shown, such as `a string`. */
export function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  return `a${typeof value === 'object' ? 'n' : ''} ${typeof value}`;
}

/** Shows a number, and names the type of any other value. Not for numbers that may be phone numbers. */
export function describeNumber(value: unknown): string {
  return typeof value === 'number' ? String(value) : typeName(value);
}
