import { isRecord } from '../is-record.ts';

/**
 * Whether an error comes from `@optimaldial/testing`, which marks the mistakes of a test: they are not
 * network failures, and their message must reach the author of the test unchanged.
 */
export function isTestingError(cause: unknown): boolean {
  return isRecord(cause) && Symbol.for('@optimaldial/testing/error') in cause;
}
