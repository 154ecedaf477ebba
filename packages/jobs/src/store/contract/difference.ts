/**
 * Finds where two JSON values differ, as a path such as `record.upload.id`; `undefined` if they are equal.
 * Like JSON, it doesn't distinguish a missing property from an undefined one.
 */
export function differenceBetween(actual: unknown, expected: unknown, path: string): string | undefined {
  if (!isObject(actual) || !isObject(expected)) return Object.is(actual, expected) ? undefined : path;
  if (Array.isArray(actual) !== Array.isArray(expected)) return path;
  const theirs = entriesOf(actual);
  const ours = entriesOf(expected);
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const difference = differenceBetween(theirs.get(name), ours.get(name), path + accessOf(name));
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** A map, because an object would treat `__proto__` differently. */
function entriesOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value));
}

/** How a property is read: `.upload`, `["crm\n1"]`. */
function accessOf(name: string): string {
  return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
