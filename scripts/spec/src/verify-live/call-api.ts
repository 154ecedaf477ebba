import type { sharedEngine } from '@optimaldial/testing/engine';
import { operations } from '@optimaldial/testing/spec';
import { undocumentedFields } from './undocumented-fields.ts';

type Engine = Awaited<ReturnType<typeof sharedEngine>>;
type EngineResponse = NonNullable<Awaited<ReturnType<Engine>>['response']>;

/** A difference between a response of the API and the spec. Contains no value of the response. */
export interface Difference {
  readonly operation: string;
  readonly status: number;
  /** Where in the response: `body.data[].status`, `header.retry-after`. */
  readonly at: string;
  readonly what: string;
}

/** A response of the API. */
export interface ApiResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A call of a read operation. */
export interface Call {
  readonly operation: string;
  /** The values of the path parameters, in order. */
  readonly path?: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  /** If true, sends no key. @default false */
  readonly anonymous?: boolean;
  /** Values to send instead of `path`, to test how the API responds to malformed ones. */
  readonly sent?: readonly string[];
}

/** Calls an operation and compares the response with the spec. */
export type CallApi = (call: Call) => Promise<ApiResponse>;

// A valid ID, so that a call that is malformed on purpose is validated as if it weren't.
const ANY_ID = '00000000-0000-4000-8000-000000000000';
const TIMEOUT_MS = 60_000;

/**
 * Creates the function that calls the API.
 *
 * @param report called with each difference
 * @throws before sending anything if the operation is not a read
 */
export function createCallApi(
  { baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string },
  engine: Engine,
  report: (difference: Difference) => void,
): CallApi {
  return async ({ operation: id, path = [], query = {}, anonymous = false, sent = path }) => {
    const operation = operations.find((one) => one.id === id);
    if (operation?.method !== 'GET') throw new Error(`${id} is not a read operation of the spec.`);
    const filled = (values: readonly string[]): string => {
      const left = [...values];
      return operation.template.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(left.shift() ?? ANY_ID));
    };
    const key = { authorization: `Bearer ${apiKey}` };
    const url = `${baseUrl}${filled(sent)}?${new URLSearchParams(query).toString()}`;
    const response = await read(url.replace(/\?$/, ''), anonymous ? {} : key);
    const request = { method: 'GET', path: filled(path), query, headers: key, body: undefined };
    const { rejection, requestErrors, responseErrors } = await engine(request, () => response);
    const { status, headers, body } = response;
    const differs = (at: string, what: string): void => report({ operation: id, status, at, what });
    if (rejection !== undefined) differs('', rejection.message);
    for (const { location, message } of [...requestErrors, ...responseErrors])
      differs(plain(location), message);
    for (const field of undocumentedFields(id, status, body)) differs(`body.${field}`, 'is not in the spec');
    return { status, headers, body };
  };
}

// `data.17.status` and `data.3.status` are the same difference.
function plain(location: string): string {
  return location.replaceAll(/\.\d+(?=\.|$)/g, '[]');
}

async function read(url: string, headers: Readonly<Record<string, string>>): Promise<EngineResponse> {
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { headers: { ...headers }, redirect: 'manual', signal });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: parsed(text),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON. Validation reports it, by the content type or the schema.
    return text;
  }
}
