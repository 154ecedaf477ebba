import { createFinalURL, createQuerySerializer } from 'openapi-fetch';
import { checkSignal } from '../time/abort.ts';
import { serializeBody } from '../body/serialize-body.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { checkHeaders } from './headers.ts';
import { checkLimits } from '../time/limits.ts';
import { fillPath } from './path.ts';
import type { CallOptions, Method } from './call-types.ts';
import { isRecord } from '../is-record.ts';
import { ownProperty, withoutPrototype } from '../own-property.ts';
import { nonIdempotent } from './operations.ts';
import type { ApiResponse, PreparedRequest } from '../transport/types.ts';

// The one module that knows openapi-fetch, whose functions write the URL of a request. Its client is not
// used: it would send the request by itself, with middleware and options that could carry the key elsewhere.

/** What a call sends. Whatever else a caller's object holds is dropped here. */
export interface Input {
  readonly params?: object | undefined;
  readonly body?: unknown;
}

/**
 * Sends one call and returns the answer, whatever its status.
 *
 * @throws InvalidInputError for what can't be sent, not as a rejection
 */
export type Exchange = (
  method: Method,
  path: string,
  input: Input,
  options: CallOptions | undefined,
) => Promise<ApiResponse>;

/**
 * @param baseUrl checked, without a slash at its end
 * @param headers sent with every call, their names in lower case
 * @param send carries out a request, in as many attempts as it takes
 */
export function createSendOperation(
  baseUrl: string,
  headers: Readonly<Record<string, string>> | undefined,
  send: (request: PreparedRequest) => Promise<ApiResponse>,
): Exchange {
  const querySerializer = createQuerySerializer();
  return (method, path, input, options) => {
    const params = ownProperty(input, 'params');
    const given = ownProperty(input, 'body');
    if (options) {
      checkLimits(options, InvalidInputError);
      checkSignal(options.signal);
    }
    const body = given === undefined ? undefined : serializeBody(given);
    return send({
      url: createFinalURL(path, {
        baseUrl,
        params: { path: values(params, 'path'), query: values(params, 'query') },
        querySerializer,
        pathSerializer: fillPath,
      }),
      method: method.toUpperCase(),
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
        ...checkHeaders(options?.headers),
      },
      body,
      plan: {
        template: path,
        once: nonIdempotent(method, path, given),
        signal: options?.signal,
        own: options,
      },
    });
  };
}

// openapi-fetch goes through a query with `for … in`.
function values(params: unknown, name: 'path' | 'query'): Readonly<Record<string, unknown>> {
  const found = isRecord(params) ? ownProperty(params, name) : undefined;
  return withoutPrototype(isRecord(found) ? found : {});
}
