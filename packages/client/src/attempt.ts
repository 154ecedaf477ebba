import { checkKey, type ApiKey } from './api-key.ts';
import { RedirectError } from './errors/api-error.ts';
import { ConnectionError } from './errors/no-answer.ts';
import { faultOf } from './file-fault.ts';
import { readAnswer } from './read-answer.ts';
import { isRedirect, redirectMode } from './redirects.ts';
import { isOfStandIn } from './stand-in.ts';
import { callOf, type Answer, type Outgoing, type Try } from './wire.ts';

/** What sends a request: the platform's `fetch`, or something with the same contract, such as a mock's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

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
    return readAnswer(request, one, key, response, text);
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
