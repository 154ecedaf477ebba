/** Errors carry this, so that one from another copy of the package, or another realm, is known too. */
const BRAND = Symbol.for('@optimaldial/client/error');
/**
 * The base of every error that this package throws. Messages say what failed and what to do next;
 * they never hold the API key, a signed URL or a phone number.
 */
export class OptimalDialError extends Error {
  static {
    this.prototype.name = 'OptimalDialError';
    Reflect.set(this.prototype, BRAND, true);
  }
  /** What happened, for programs. */
  code;
  constructor(code, message, options) {
    super(message, options);
    this.code = code;
  }
}
/**
 * Whether `value` is an error of this package, also where `instanceof` fails: thrown by another
 * copy of it, or in another realm.
 */
export function isOptimalDialError(value) {
  return typeof value === 'object' && value !== null && BRAND in value;
}
/** Sets a property that is there for who asks, but not shown by `inspect` or `JSON.stringify`. */
export function hide(target, name, value) {
  Object.defineProperty(target, name, { value, enumerable: false, configurable: true, writable: true });
}
