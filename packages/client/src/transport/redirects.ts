import { isRecord } from '../is-record.ts';

/** Whether a `fetch` with `redirect: 'error'` failed because a redirect came. */
export function isRedirect(cause: unknown): boolean {
  const inner = isRecord(cause) ? cause['cause'] : undefined;
  return isRecord(inner) && inner['message'] === 'unexpected redirect';
}
