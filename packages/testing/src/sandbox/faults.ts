import { Severed } from '../server/severed.ts';
import { LONGEST_TIMER_MS } from './clock.ts';
import type { Random } from './random.ts';

/**
 * How a call can go wrong. Not carried out: the connection breaks (`reset`), or it is refused with a 429
 * (`rate-limit`, for a second) or a 503 (`unavailable`). Carried out: the connection breaks
 * (`reset-after-commit`), a proxy answers 502 with a page (`bad-gateway`), nothing ever comes (`timeout`),
 * or half of the answer and no more (`stall`), or half of it as if it were all (`truncate`), or all of it
 * late (`slow`). Carried out late, when nobody may wait for it any more: `late`.
 */
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Every way in which a call can go wrong. */
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

/** How often a fault strikes. */
export interface FaultOptions {
  /** For so many calls. Default: 1, or all where a probability is given. */
  readonly times?: number | undefined;
  /** For this share of the calls, from 0 to 1, by the sandbox's seed. Default: 1. */
  readonly probability?: number | undefined;
  /** How late `slow` and `late` are, in ms of `setTimeout`. Default: 5,000. */
  readonly delay?: number | undefined;
}

/** A fault that struck a call. */
export interface InjectedFault {
  /** `operationId` of the call. */
  readonly operation: string;
  readonly kind: FaultKind;
}

/** The faults that wait for calls. */
export interface Faults {
  add(operation: string, kind: FaultKind, options: FaultOptions): void;
  /** Carries out a call, with the fault that strikes it, if one does. */
  around(
    operation: string,
    signal: AbortSignal | undefined,
    work: () => Promise<Response>,
  ): Promise<Response>;
  /** Those that struck, in order. */
  readonly struck: readonly InjectedFault[];
  clear(): void;
}

interface Waiting {
  readonly operation: string;
  readonly kind: FaultKind;
  readonly probability: number;
  readonly delay: number;
  left: number;
}

const DELAY_MS = 5000;

/** Makes an empty list of faults. */
export function createFaults(random: Random): Faults {
  const waiting: Waiting[] = [];
  const struck: InjectedFault[] = [];

  function strike(operation: string): Waiting | undefined {
    const found = waiting.find((one) => one.operation === operation && random.next() < one.probability);
    if (found === undefined) return undefined;
    found.left -= 1;
    struck.push({ operation, kind: found.kind });
    // What has struck for the last time is kept no longer.
    if (found.left <= 0) waiting.splice(waiting.indexOf(found), 1);
    return found;
  }

  return {
    add(operation, kind, { times, probability, delay = DELAY_MS }) {
      check(kind, { times, probability, delay });
      const left = times ?? (probability === undefined ? 1 : Infinity);
      if (left <= 0) return;
      waiting.push({ operation, kind, probability: probability ?? 1, delay, left });
    },
    around(operation, signal, work) {
      const fault = strike(operation);
      return fault === undefined ? work() : goWrong(fault.kind, signal, work, fault.delay);
    },
    struck,
    clear() {
      waiting.length = 0;
      struck.length = 0;
    },
  };
}

function check(kind: FaultKind, { times = 0, probability = 0, delay = 0 }: FaultOptions): void {
  if (!FAULT_KINDS.includes(kind)) {
    throw new RangeError(`Unknown fault ${JSON.stringify(kind)}. Use one of ${FAULT_KINDS.join(', ')}.`);
  }
  if (!(times >= 0)) throw new RangeError(`times must be a number from 0, got ${times}.`);
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`probability must be a number from 0 to 1, got ${probability}.`);
  }
  if (!(delay >= 0 && delay <= LONGEST_TIMER_MS)) {
    throw new RangeError(`delay must be a number of ms from 0 to ${LONGEST_TIMER_MS}, got ${delay}.`);
  }
}

/**
 * Carries out a call, or not, and lets it go wrong.
 *
 * @param delay how late `slow` and `late` are, in ms
 */
export async function goWrong(
  kind: FaultKind,
  signal: AbortSignal | undefined,
  work: () => Promise<Response>,
  delay: number = DELAY_MS,
): Promise<Response> {
  if (kind === 'reset') throw new Severed();
  if (kind === 'rate-limit') return refused(429, RATE_LIMITED, { 'retry-after': '1' });
  if (kind === 'unavailable') return refused(503, 'The service is down for a moment');
  if (kind === 'late') await wait(delay);
  const response = await work();
  if (kind === 'late') return response;
  if (kind === 'slow') await wait(delay);
  return broken(kind, response, signal);
}

const RATE_LIMITED = { error: 'rate_limit_exceeded', limit: 60, observed: 61, retry_after_seconds: 1 };

function refused(status: number, detail: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return Response.json({ detail }, { status, headers });
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** What the caller gets of an answer. */
async function broken(kind: FaultKind, response: Response, signal?: AbortSignal): Promise<Response> {
  if (kind === 'reset-after-commit') throw new Severed();
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
  return new Response(neverEnding(half, signal), { status: response.status, headers });
}

function neverEnding(start: Uint8Array, signal?: AbortSignal): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(stream) {
      stream.enqueue(start);
      signal?.addEventListener('abort', () => stream.error(signal.reason), { once: true });
    },
  });
}
