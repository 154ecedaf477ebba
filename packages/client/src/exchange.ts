import openapiFetch from 'openapi-fetch';
import { checkHeaders } from './headers.ts';
import { fillPath } from './path.ts';
import { serializeBody } from './body.ts';
import { InvalidInputError } from './errors/invalid-input.ts';
import { checkLimits } from './limits.ts';
import { onceOnly } from './repeat.ts';
import type { CallOptions, Method } from './raw-types.ts';
import { isRecord } from './record.ts';
import type { Answer, Outgoing, Plan } from './wire.ts';

// The one module that knows openapi-fetch. It builds URL, query, headers and body of a request and
// takes the answer apart; everything else of a call is ours, above and below it.

/** What a call sends. Whatever else a caller's object holds is dropped here. */
export interface Input {
  readonly params?: object | undefined;
  readonly body?: unknown;
}

/**
 * Sends one call and returns the answer, whatever its status.
 *
 * @throws InvalidInputError for what cannot be sent, not as a rejection
 */
export type Exchange = (
  method: Method,
  path: string,
  input: Input,
  options: CallOptions | undefined,
) => Promise<Exchanged>;

/** How openapi-fetch returns an answer. */
export interface Exchanged {
  readonly response: Answer;
}

/** `request` of openapi-fetch, as far as it is used here. */
type Request = (
  method: Method,
  path: string,
  init: Partial<typeof OWN> & {
    readonly params: Parameters;
    readonly body: unknown;
    readonly headers: Readonly<Record<string, string>> | undefined;
    readonly plan: Plan;
  },
) => Promise<Exchanged>;

/**
 * @param baseUrl checked, without a slash at its end
 * @param headers sent with every call
 * @param send carries out a request, in as many attempts as it takes
 */
export function createExchange(
  baseUrl: string,
  headers: Readonly<Record<string, string>> | undefined,
  send: (request: Outgoing) => Promise<Answer>,
): Exchange {
  const core = openapiFetch({
    baseUrl,
    ...(headers && { headers }),
    pathSerializer: fillPath,
    bodySerializer: serializeBody,
    // openapi-fetch is promised a Request and a Response. It uses no more of them than `Outgoing`
    // and `Answer` have, which the tests of every call hold; the real ones cost half of a call.
    Request: outgoing as unknown as typeof globalThis.Request,
    fetch: send as unknown as typeof globalThis.fetch,
  });
  // Path, options and result are typed by `RawCall`; openapi-fetch's own types would be a second set.
  const request = core.request as unknown as Request;
  return (method, path, { params, body }, options) => {
    if (options) checkLimits(options, InvalidInputError);
    return request(method, path, {
      ...(inheritsNothing() ? undefined : OWN),
      params: { header: undefined, path: own(params, 'path') ?? NONE, query: queryOf(params) },
      body,
      headers: checkHeaders(options?.headers),
      plan: {
        template: path,
        once: onceOnly(method, path, body),
        signal: options?.signal,
        own: options,
      },
    });
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

const LOOKED_UP = Object.keys(OWN);
const PLAIN = {};

/** Whether none of them is inherited: then there is nothing to shadow, call by call. */
function inheritsNothing(): boolean {
  for (const name of LOOKED_UP) if (name in PLAIN) return false;
  return true;
}

/** Path and query of a call. Headers go by `headers` alone. */
interface Parameters {
  readonly header: undefined;
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
}

// Inherits nothing: openapi-fetch goes through a query with `for … in`.
const NONE: Readonly<Record<string, unknown>> = Object.freeze({ __proto__: null });

function queryOf(params: unknown): Readonly<Record<string, unknown>> {
  const query = own(params, 'query');
  return query === undefined ? NONE : { __proto__: null, ...query };
}

function own(params: unknown, name: 'path' | 'query'): Readonly<Record<string, unknown>> | undefined {
  const found = isRecord(params) && Object.hasOwn(params, name) ? params[name] : undefined;
  return isRecord(found) ? found : undefined;
}

function outgoing(url: string, { method, headers, body, plan }: Omit<Outgoing, 'url'>): Outgoing {
  return { url, method, headers, body, plan };
}
