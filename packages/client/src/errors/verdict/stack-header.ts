import { isErrorCode, isNext } from './codes.ts';
import type { Verdict } from './error-json.ts';

const HEADER = /^(\S+Error) \[(\w+); next: (\w+)(?:; retryAfter: ([\d.e+-]+))?\]: /;

/**
 * Returns the stack of an error with its verdict in the first line, as Node.js does with its codes:
 * `structuredClone` keeps only the message, the stack and the cause.
 *
 * @returns `undefined` if the program has replaced stacks by something else than text
 */
export function withHeader(
  { name, code, next, retryAfter }: Verdict,
  message: string,
  stack: unknown = '',
): string | undefined {
  if (typeof stack !== 'string') return undefined;
  const plain = `${name}: ${message}`;
  // Some engines have no header, only frames.
  const frames = stack.startsWith(plain) ? stack.slice(plain.length) : stack && `\n${stack}`;
  const seconds = retryAfter === undefined ? '' : `; retryAfter: ${retryAfter}`;
  return `${name} [${code}; next: ${next}${seconds}]: ${message}${frames}`;
}

/** Reads the verdict from the stack of an error. */
export function readHeader({ stack, message }: Readonly<Record<string, unknown>>): Verdict | undefined {
  if (typeof stack !== 'string' || typeof message !== 'string') return undefined;
  const [header = '', name = '', code, next, seconds] = HEADER.exec(stack) ?? [];
  if (!isErrorCode(code) || !isNext(next) || !stack.startsWith(message, header.length)) return undefined;
  return { name, code, next, retryAfter: seconds === undefined ? undefined : Number(seconds) };
}
