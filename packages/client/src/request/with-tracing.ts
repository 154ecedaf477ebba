import { platform } from '#platform';
import type { SendOperation } from './openapi-fetch.ts';

/** Publishes every call of an operation to a tracing channel. */
export function withTracing(url: string, sendOperation: SendOperation): SendOperation {
  return (method, template, input, options) =>
    platform.trace(
      'call',
      () => ({ method: method.toUpperCase(), template, url }),
      () => sendOperation(method, template, input, options),
    );
}
