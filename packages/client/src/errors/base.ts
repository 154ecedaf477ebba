import { isRecord } from '../is-record.ts';
import { NEXT, type ErrorCode, type Next } from './verdict/codes.ts';
import { hasVerdict, pickFields, type ErrorJson, type Verdict } from './verdict/error-json.ts';
import { readHeader, withHeader } from './verdict/stack-header.ts';

/** Marks the errors of this package, so that other copies of it and other realms recognize them. */
const BRAND: unique symbol = Symbol.for('@optimaldial/client/error');

/** What an error can have besides its code and message. */
export interface ErrorDetails {
  /** What to do next. @default the verdict of the code */
  readonly next?: Next | undefined;
  /** Seconds to wait before the next call, if known. */
  readonly retryAfter?: number | undefined;
  /** What caused it. */
  readonly cause?: unknown;
}

/**
 * Base class of every error that this package throws. The message says what failed and how to fix it. It
 * never contains the API key, a signed URL or a phone number.
 */
export class OptimalDialError extends Error {
  static {
    this.prototype.name = 'OptimalDialError';
    Reflect.set(this.prototype, BRAND, true);
  }
  /**
   * Identifies the kind of failure. Each code has a page with its cause and what to do: `docs/errors/<code>.md`
   * of this package, or `https://unpkg.com/@optimaldial/client/docs/errors/<code>.md`.
   */
  readonly code: ErrorCode;
  /** What to do next: `retry`, `check`, `person` or `give_up`. */
  readonly next: Next;
  /** Seconds to wait before the next call; `undefined` if unknown. */
  declare readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string, { next = NEXT[code], retryAfter, cause }: ErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.next = next;
    if (retryAfter !== undefined) this.retryAfter = retryAfter;
    labelStack(this, this);
  }

  /** Returns what is known of the name, message, verdict and call. Contains no secrets and no personal data. */
  toJSON(): ErrorJson {
    return pickFields(this);
  }
}

/**
 * Whether `value` is an error of this package. Unlike `instanceof`, this also works for errors from another
 * copy of the package or another realm, from JSON, `structuredClone` or a worker.
 *
 * `structuredClone` only keeps the message, stack and cause of an error: this function restores `name`,
 * `code`, `next`, `retryAfter` and `toJSON` on the clone, and returns false if the clone can't be extended.
 * A parsed JSON object isn't changed: it has the properties of {@link ErrorJson}, but no methods.
 */
export function isOptimalDialError(value: unknown): value is OptimalDialError {
  if (!isRecord(value)) return false;
  if (BRAND in value) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  const type: unknown = isRecord(prototype) ? prototype.constructor?.name : 'Object';
  if (type === 'Object') return hasVerdict(value);
  if (type !== 'Error' || !Object.isExtensible(value)) return false;
  const header = readHeader(value);
  const verdict = header ?? (hasVerdict(value) ? value : undefined);
  if (!verdict) return false;
  const { name, code, next, retryAfter } = verdict;
  Object.setPrototypeOf(value, OptimalDialError.prototype);
  setHidden(value, 'name', name);
  Object.assign(value, { code, next }, retryAfter !== undefined && { retryAfter });
  // From a library that copies properties: the next `structuredClone` drops them again.
  if (!header) labelStack(value, verdict);
  return true;
}

function labelStack(error: Readonly<Record<string, unknown>> | Error, verdict: Verdict): void {
  const stack = withHeader(verdict, String(error.message), error.stack);
  if (stack !== undefined) setHidden(error, 'stack', stack);
}

/** Sets a property that `inspect` and `JSON.stringify` don't show. */
export function setHidden(target: object, name: PropertyKey, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: false, configurable: true, writable: true });
}
