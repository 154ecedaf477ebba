/**
 * Reads a property of the object itself. A plain read also finds what another package has added to
 * `Object.prototype`, such as a `body` or an `idempotency_key` that the caller never passed.
 */
export function ownProperty<O extends object, Name extends keyof O>(
  object: O,
  name: Name,
): O[Name] | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Copies an object without its prototype, for code that visits properties with `for … in`. */
export function withoutPrototype(object: object): Readonly<Record<string, unknown>> {
  return { __proto__: null, ...object };
}
