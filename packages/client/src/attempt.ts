import { checkKey, type ApiKey } from './api-key.ts';
import { RedirectError } from './errors/api-error.ts';
import { ConnectionError, UnreadableResponseError } from './errors/no-answer.ts';
import { faultOf } from './file-fault.ts';
import { isRecord } from './record.ts';
import { isRedirect, redirectMode } from './redirects.ts';
import { isOfStandIn } from './stand-in.ts';
import { callOf, NOTHING_LEFT, type Answer, type Outgoing } from './wire.ts';

/** What sends a request: the platform's `fetch`, or something with the same contract, such as a mock's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One attempt: which one it is, and whether anything of it may have left this machine. */
export interface Try {
  readonly number: number;
  /** Whether an earlier one may have been carried out. */
  readonly repeated: boolean;
  sent: boolean;
}

/** Carries out one attempt, until the signal ends it. */
export type Attempt = (request: Outgoing, one: Try, signal: AbortSignal) => Promise<Answer>;

/**
 * Makes the function that carries out one attempt: it adds the key, sends, and reads the body whole,
 * so that a broken body is a failed attempt rather than half an object.
 *
 * @returns a function that rejects with `ConnectionError`, `UnreadableResponseError`, `RedirectError`,
 *   `ConfigurationError` (a key function gave no key) or what the key function threw
 */
export function createAttempt(apiKey: ApiKey, given: Fetch | undefined): Attempt {
  return async (request, one, signal) => {
    const { url, body } = request;
    let key = apiKey;
    if (typeof key !== 'string') {
      key = checkKey(await key());
      // Ended while the key was asked for: nothing of it may leave any more.
      signal.throwIfAborted();
    }
    const init = initOf(request, key, signal);
    // Looked up now, not when the client was made: test tools replace the global one later.
    const send = given ?? globalThis.fetch;
    let response: Response | undefined;
    let text: string;
    one.sent = true;
    try {
      response = await send(url, init);
      text = await response.text();
    } catch (cause) {
      if (isOfStandIn(cause)) throw cause;
      const fault = faultOf(body);
      if (fault !== undefined) throw fault;
      const call = callOf(request, one.number);
      if (isRedirect(cause)) throw new RedirectError(call, 0);
      throw new ConnectionError(call, response ? 'reading' : 'sending', cause);
    }
    return read(request, one, response, text);
  };
}

function initOf({ method, headers: given, body }: Outgoing, key: string, signal: AbortSignal): RequestInit {
  // A plain object: `fetch` copies it faster than it does `Headers`.
  const headers: Record<string, string> = { authorization: `Bearer ${key}` };
  given.forEach((value, name) => (headers[name] = value));
  if (typeof body !== 'object') return { method, headers, body: body ?? null, signal, redirect: 'manual' };
  // Only the platform knows the boundary of a form; a type that the caller set would hide it.
  if (body instanceof FormData) delete headers['content-type'];
  const init = { method, headers, body, signal, redirect: redirectMode(body) };
  return body instanceof ReadableStream ? Object.assign(init, { duplex: 'half' }) : init;
}

function read(request: Outgoing, one: Try, response: Response, text: string): Answer {
  const { ok, status } = response;
  const body = parse(text);
  if (ok && !(text === '' && request.plan.bodiless)) {
    const fault = unreadable(response, text, body);
    if (fault !== undefined) throw new UnreadableResponseError(callOf(request, one.number), response, fault);
  }
  const { number: attempts, repeated } = one;
  return { request, ok, headers: NOTHING_LEFT, status, body, response, attempts, repeated };
}

function unreadable({ headers }: Response, text: string, body: unknown): string | undefined {
  if (text === '') return 'an empty body';
  const type = headers.get('content-type');
  if (type !== null && type !== JSON_TYPE && !/^[^;]*[/+]json\s*(;|$)/i.test(type))
    return 'a body that is not JSON';
  return isRecord(body) ? undefined : 'a body that is cut off or no JSON object';
}

const JSON_TYPE = 'application/json';

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: whoever needs JSON sees a string, and says so with status and path.
    return text;
  }
}
