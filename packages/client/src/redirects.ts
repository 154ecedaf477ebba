import { isRecord } from './record.ts';
import { onNode } from './runtime.ts';

/**
 * How a request says that redirects are not followed. `manual` works everywhere (workerd knows no
 * `error`) and tells the status. But Node's fetch keeps the whole body of a request in memory unless it
 * is `error` (nodejs/undici#4058), so that a file goes that way there.
 */
export function redirectMode(body: unknown): 'manual' | 'error' {
  return body instanceof FormData && onNode() ? 'error' : 'manual';
}

/** Whether a `fetch` with `redirect: 'error'` failed because a redirect came. */
export function isRedirect(cause: unknown): boolean {
  const inner = isRecord(cause) ? cause['cause'] : undefined;
  return isRecord(inner) && inner['message'] === 'unexpected redirect';
}
