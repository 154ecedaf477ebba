import { isRecord } from '../is-record.ts';

/** The `code` of an error. Codes are stable and survive minification. */
export type ErrorCode =
  | 'configuration'
  | 'invalid_input'
  | 'authentication'
  | 'insufficient_credits'
  | 'permission'
  | 'not_found'
  | 'invalid_request'
  | 'rate_limited'
  | 'refused'
  | 'server'
  | 'redirect'
  | 'connection'
  | 'timeout'
  | 'outcome_unknown'
  | 'unreadable_response'
  | 'download'
  | 'pagination'
  | 'upload_not_completed'
  | 'waiting_for_person'
  | 'wait_timeout'
  | 'webhook_verification';

/** Marks the errors of this package, so that other copies of it and other realms recognize them. */
const BRAND: unique symbol = Symbol.for('@optimaldial/client/error');

/**
 * Base class of every error that this package throws. The message says what failed and how to fix it. It
 * never contains the API key, a signed URL or a phone number.
 */
export class OptimalDialError extends Error {
  static {
    this.prototype.name = 'OptimalDialError';
    Reflect.set(this.prototype, BRAND, true);
  }
  /** Identifies the kind of failure. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * Whether `value` is an error of this package. Unlike `instanceof`, this also works for errors from another
 * copy of the package or another realm.
 */
export function isOptimalDialError(value: unknown): value is OptimalDialError {
  return isRecord(value) && BRAND in value;
}

/** Sets a property that `inspect` and `JSON.stringify` don't show. */
export function setHidden(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: false, configurable: true, writable: true });
}
