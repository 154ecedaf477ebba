import { checkKey, type ApiKey } from './api-key.ts';
import { RedirectError } from './errors/api-error.ts';
import { ConnectionError, UnreadableResponseError } from './errors/no-answer.ts';
import { faultOf } from './file-fault.ts';
import { isRecord } from './record.ts';
import { isRedirect, redirectMode } from './redirects.ts';
import { isOfStandIn } from './stand-in.ts';
import { callOf, type Answer, type Outgoing } from './wire.ts';

/** What sends a request: the platform's `fetch`, or something with the same contract, such as a mock's. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** One attempt: which one it is, and whether anything of it may have left this machine. */
export interface Try {
  readonly number: number;
  sent: boolean;
}

/** Carries out one attempt, until the signal ends it. */
export type Attempt = (request: Outgoing, one: Try, signal: AbortSignal) => Promise<AnswerOfOne>;

/** An answer, as far as one attempt knows. */
export type AnswerOfOne = Omit<Answer, 'repeated'>;

/**
 * Makes the function that carries out one attempt: it adds the key, sends, and reads the body whole,
 * so that a broken body is a failed attempt rather than half an object.
 *
 * @returns a function that rejects with `ConnectionError`, `UnreadableResponseError`, `RedirectError`,
 *   `ConfigurationError` (a key function gave no key) or what the key function threw
 */
export function createAttempt(apiKey: ApiKey, given: Fetch | undefined): Attempt {
  return async (request, one, signal) => {
    const { url, method, headers, body } = request;
    const key = typeof apiKey === 'string' ? apiKey : checkKey(await apiKey());
    // Ended while the key was asked for: nothing of it may leave any more.
    signal.throwIfAborted();
    headers.set('authorization', `Bearer ${key}`);
    // Only the platform knows the boundary of a form; a type that the caller set would hide it.
    if (typeof body === 'object' && body instanceof FormData) headers.delete('content-type');
    const stream = typeof body === 'object' && body instanceof ReadableStream;
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers,
      body: body ?? null,
      signal,
      redirect: redirectMode(body),
      ...(stream ? { duplex: 'half' } : {}),
    };
    // Looked up now, not when the client was made: test tools replace the global one later.
    const send = given ?? globalThis.fetch;
    let phase: 'sending' | 'reading' = 'sending';
    let response: Response;
    let text: string;
    one.sent = true;
    try {
      response = await send(url, init);
      phase = 'reading';
      text = await response.text();
    } catch (cause) {
      if (isOfStandIn(cause)) throw cause;
      const fault = faultOf(body);
      if (fault !== undefined) throw fault;
      const call = callOf(request, one.number);
      if (isRedirect(cause)) throw new RedirectError(call, 0);
      throw new ConnectionError(call, phase, cause);
    }
    return read(request, response, text, one.number);
  };
}

function read(request: Outgoing, response: Response, text: string, attempts: number): AnswerOfOne {
  const { ok, status } = response;
  const body = parse(text);
  if (ok && !(request.bodiless && text === '')) {
    const fault = unreadable(response, text, body);
    if (fault !== undefined) throw new UnreadableResponseError(callOf(request, attempts), response, fault);
  }
  return { request, ok, status, body, response, attempts };
}

function unreadable(response: Response, text: string, body: unknown): string | undefined {
  if (text === '') return 'an empty body';
  const type = response.headers.get('content-type');
  if (type !== null && !/^[^;]*[/+]json\s*(;|$)/i.test(type)) return 'a body that is not JSON';
  return isRecord(body) ? undefined : 'a body that is cut off or no JSON object';
}

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: whoever needs JSON sees a string, and says so with status and path.
    return text;
  }
}
