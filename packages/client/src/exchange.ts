import openapiFetch from 'openapi-fetch';
import { checkHeaders } from './headers.ts';
import { checkTemplate, fillPath } from './path.ts';
import { serializeBody } from './body.ts';
import { InvalidInputError } from './errors/refused-before-sending.ts';
import { checkLimits } from './limits.ts';
import { onceOnly } from './repeat.ts';
import type { CallOptions, Method, PathWith } from './raw-types.ts';
import { isRecord } from './record.ts';
import type { Answer, Outgoing } from './wire.ts';

// The one module that knows openapi-fetch. It builds URL, query, headers and body of a request and
// takes the answer apart; everything else of a call is ours, above and below it.

/** What a call passes on. Whatever else a caller's object holds is dropped here. */
export interface ExchangeOptions extends CallOptions {
  readonly params?: object | undefined;
  readonly body?: unknown;
}

/** Sends one call and returns the answer, whatever its status. */
export type Exchange = (method: Method, path: string, options?: ExchangeOptions) => Promise<Answer>;

// The body of this answer is not documented, so that it may have none.
const BODILESS: readonly string[] = ['/api/v1/webhooks/{webhook_id}'] satisfies PathWith<'delete'>[];

/** openapi-fetch's view of an answer, with the answer itself beside it. */
interface Lent extends Pick<Response, 'ok' | 'status' | 'json' | 'text'> {
  readonly headers: { get(name: string): string };
  readonly answer: Answer;
}

type Request = (
  method: Method,
  path: string,
  init: Omit<ExchangeOptions, 'headers'> & Pick<Outgoing, 'bodiless' | 'template' | 'once' | 'own'>,
) => Promise<{ response: Lent }>;

/**
 * @param baseUrl checked, without a slash at its end
 * @param headers sent with every call
 * @param send carries out a request, in as many attempts as it takes
 */
export function createExchange(
  baseUrl: string,
  headers: Readonly<Record<string, string>>,
  send: (request: Outgoing) => Promise<Answer>,
): Exchange {
  const core = openapiFetch({
    baseUrl,
    headers,
    pathSerializer: fillPath,
    bodySerializer: serializeBody,
    // openapi-fetch is promised a Request and a Response. It uses no more of them than `Outgoing`
    // and `Lent` have, which the tests of every call hold; the real ones cost half of a call.
    Request: outgoing as unknown as typeof globalThis.Request,
    fetch: (async (request: Outgoing) => lend(await send(request))) as unknown as typeof globalThis.fetch,
  });
  // Path, options and result are typed by `RawCall`; openapi-fetch's own types would be a second set.
  const request = core.request as unknown as Request;
  return async (method, path, options) => {
    checkTemplate(path);
    const { params, body, headers: own, signal } = options ?? NONE;
    if (options !== undefined) checkLimits(options, InvalidInputError);
    const bodiless = method === 'delete' && BODILESS.includes(path);
    const init = {
      ...OWN,
      params: onlyParameters(params),
      body,
      headers: checkHeaders(own),
      signal,
      bodiless,
      template: path,
      once: onceOnly(method, path, body),
      own: options ?? NONE,
    };
    return (await request(method, path, init)).response.answer;
  };
}

// openapi-fetch looks these up on the options of a call: as own properties they cannot be inherited
// from a polluted `Object.prototype`, where they would carry the key elsewhere.
const OWN = {
  baseUrl: undefined,
  fetch: undefined,
  Request: undefined,
  middleware: undefined,
  pathSerializer: undefined,
  querySerializer: undefined,
  bodySerializer: undefined,
  parseAs: undefined,
};

const NONE: ExchangeOptions = Object.freeze({});

/** Path and query of the parameters, without anything inherited. Headers go by `headers` alone. */
function onlyParameters(params: unknown): Record<'path' | 'query', Readonly<Record<string, unknown>>> {
  const own = (name: string): Readonly<Record<string, unknown>> => {
    const found = isRecord(params) && Object.hasOwn(params, name) ? params[name] : undefined;
    return { __proto__: null, ...(isRecord(found) ? found : {}) };
  };
  return { path: own('path'), query: own('query') };
}

function outgoing(url: string, init: Omit<Outgoing, 'url'>): Outgoing {
  return { ...init, url };
}

function lend(answer: Answer): Lent {
  return {
    ok: answer.ok,
    status: answer.status,
    // Says that the length is known, so that openapi-fetch asks for `json()`, parsed already.
    headers: { get: () => '1' },
    json: async () => answer.body,
    text: async () => '',
    answer,
  };
}
