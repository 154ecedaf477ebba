import { isRecord } from '../is-record.ts';

/**
 * Whether an error comes from `@optimaldial/testing`, which marks those that tell a test of its own
 * mistake: they are no failures of the network, and what they say must reach whoever wrote the test.
 */
export function isTestingError(cause: unknown): boolean {
  return isRecord(cause) && Symbol.for('@optimaldial/testing/error') in cause;
}
