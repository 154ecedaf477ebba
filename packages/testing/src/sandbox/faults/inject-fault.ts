import { ConnectionReset } from '../../server/connection-reset.ts';

/** Every kind of fault. */
export const FAULT_KINDS = [
  'reset',
  'rate-limit',
  'unavailable',
  'reset-after-commit',
  'bad-gateway',
  'timeout',
  'stall',
  'truncate',
  'slow',
  'late',
] as const;

/**
 * How a call fails.
 *
 * Before the call is executed:
 * - `reset`: the connection is reset
 * - `rate-limit`: a 429 with a `Retry-After` of one second
 * - `unavailable`: a 503
 *
 * After the call was executed:
 * - `reset-after-commit`: the connection is reset
 * - `bad-gateway`: a 502 with an HTML page, as from a proxy
 * - `timeout`: no response
 * - `stall`: half of the response body, then nothing
 * - `truncate`: half of the response body, as if it were complete
 * - `slow`: the response is delayed
 *
 * Delayed execution:
 * - `late`: the call is executed after a delay, when the caller may have given up
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Default delay of `slow` and `late`, in ms. */
export const DEFAULT_DELAY_MS = 5000;

/**
 * Executes a call with a fault.
 *
 * @param delay delay of `slow` and `late`, in ms
 */
export async function injectFault(
  kind: FaultKind,
  signal: AbortSignal | undefined,
  work: () => Promise<Response>,
  delay: number = DEFAULT_DELAY_MS,
): Promise<Response> {
  if (kind === 'reset') throw new ConnectionReset();
  if (kind === 'rate-limit') return errorResponse(429, RATE_LIMITED, { 'retry-after': '1' });
  if (kind === 'unavailable') return errorResponse(503, 'Service temporarily unavailable');
  if (kind === 'late') await sleep(delay);
  const response = await work();
  if (kind === 'late') return response;
  if (kind === 'slow') await sleep(delay);
  return breakResponse(kind, response, signal);
}

const RATE_LIMITED = { error: 'rate_limit_exceeded', limit: 60, observed: 61, retry_after_seconds: 1 };

function errorResponse(
  status: number,
  detail: unknown,
  headers: Readonly<Record<string, string>> = {},
): Response {
  return Response.json({ detail }, { status, headers });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

async function breakResponse(kind: FaultKind, response: Response, signal?: AbortSignal): Promise<Response> {
  if (kind === 'reset-after-commit') throw new ConnectionReset();
  if (kind === 'timeout') return new Promise(() => undefined);
  if (kind === 'bad-gateway') {
    return new Response('<html>Bad Gateway</html>', {
      status: 502,
      headers: { 'content-type': 'text/html' },
    });
  }
  if (kind !== 'truncate' && kind !== 'stall') return response;
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = bytes.subarray(0, bytes.length / 2);
  if (kind === 'truncate') return new Response(half, response);
  const headers = new Headers(response.headers);
  headers.set('content-length', String(bytes.length));
  return new Response(createStalledStream(half, signal), { status: response.status, headers });
}

function createStalledStream(start: Uint8Array, signal?: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(stream) {
      stream.enqueue(start);
      signal?.addEventListener('abort', () => stream.error(signal.reason), { once: true });
    },
  });
}
