import { quotable } from './redact.ts';

/**
 * Reads `X-Request-Id`, to quote in a question to OptimalDial. The header isn't documented: it is kept if
 * it looks like an ID and needs no redaction.
 *
 * @param key the API key that was sent
 */
export function requestId(headers: Headers, key?: string): string | undefined {
  const id = headers.get('x-request-id');
  return id !== null && /^[\w.:/+=-]+$/.test(id) ? quotable(id, key) : undefined;
}
