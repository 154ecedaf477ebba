import { createFinalURL, createQuerySerializer } from 'openapi-fetch';
import { isForm, serializeBody } from '../body/serialize-body.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';
import { ownProperty, withoutPrototype } from '../own-property.ts';
import { checkSignal } from '../time/abort.ts';
import { checkLimits, resolveLimits, type CallLimits } from '../time/limits.ts';
import type { ApiResponse, PreparedRequest } from '../transport/types.ts';
import type { RequestOptions } from './call-options.ts';
import type { Method } from './call-types.ts';
import { checkHeaders } from './headers.ts';
import { factsOf, nonIdempotent } from './operations.ts';
import { fillPath } from './path.ts';

// The only module that uses openapi-fetch: its functions serialize the URL. Its client is not used, because
// middleware and options of its own could send the key elsewhere.

/** Parameters and body of a call. Other properties of the caller's object are ignored. */
export interface Input {
  readonly params?: object | undefined;
  readonly body?: unknown;
}

/**
 * Sends an operation of the spec and returns the response, whatever its status.
 *
 * @throws InvalidInputError if the input can't be sent: synchronously, not as a rejection
 */
export type SendOperation = (
  method: Method,
  path: string,
  input: Input,
  options: RequestOptions | undefined,
) => Promise<ApiResponse>;

/** What every request of a client has in common. */
export interface RequestDefaults {
  /** Already checked, without a trailing slash. */
  readonly baseUrl: string;
  /** Sent with every request. Names in lower case. */
  readonly headers: Readonly<Record<string, string>> | undefined;
  readonly limits: CallLimits;
}

/**
 * Creates the request layer: it turns an operation with its parameters, body and options into a request.
 *
 * @param send sends the request, in as many attempts as it takes
 */
export function createSendOperation(
  { baseUrl, headers, limits }: RequestDefaults,
  send: (request: PreparedRequest) => Promise<ApiResponse>,
): SendOperation {
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
      headers: headersOf(body, headers, checkHeaders(options?.headers)),
      body,
      template: path,
      nonIdempotent: nonIdempotent(method, path, given, options),
      advice: factsOf(method, path).advice,
      limits: resolveLimits(options, limits, isForm(body) ? body.fileBytes : undefined),
      signal: options?.signal,
    });
  };
}

type HeaderValues = Readonly<Record<string, string>> | undefined;

function headersOf(body: unknown, common: HeaderValues, own: HeaderValues): HeaderValues {
  if (body === undefined && own === undefined) return common;
  return { ...(body !== undefined && { 'content-type': 'application/json' }), ...common, ...own };
}

const NO_VALUES = withoutPrototype({});

function values(params: unknown, name: 'path' | 'query'): Readonly<Record<string, unknown>> {
  const found = isRecord(params) ? ownProperty(params, name) : undefined;
  // openapi-fetch goes through them with `for … in`.
  return isRecord(found) ? withoutPrototype(found) : NO_VALUES;
}
