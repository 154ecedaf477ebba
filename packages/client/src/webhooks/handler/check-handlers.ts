import { typeName } from '../../describe-value.ts';
import { ConfigurationError } from '../../errors/configuration.ts';
import { isRecord } from '../../is-record.ts';

/** @throws ConfigurationError if a value isn't an object with handlers by event type */
export function checkHandlers(on: unknown): void {
  for (const [name, handle] of isRecord(on) ? Object.entries(on) : [['on', on]]) {
    if (!isRecord(on) || (handle !== undefined && typeof handle !== 'function')) {
      throw new ConfigurationError(
        `\`on\` must be an object with a function for each event type, got ${typeName(handle)} for \`${String(name)}\`.`,
      );
    }
  }
  // Inherited methods and entries of a Map aren't called: their events would be acknowledged and lost.
  if (!isPlain(on)) {
    throw new ConfigurationError(
      '`on` must be a plain object, not an instance of a class. Pass an object literal that calls its methods.',
    );
  }
}

/** By behavior: the prototype of an object of another realm isn't that of this one. */
function isPlain(object: unknown): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
