import { parseBody } from './body.ts';
import { operations, type Operation } from './description.ts';
import { maskKeys } from './mask.ts';
import type { MockError } from './mock-error.ts';
import type { RecordedRequest } from './recording.ts';

/** A request, taken apart. */
export interface ParsedRequest {
  /** What is kept of it, without the key. */
  readonly recorded: RecordedRequest;
  /** The headers as they came, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as the engine is to check it. */
  readonly checked: unknown;
  readonly operation: Operation | undefined;
  /** The values of the path parameters, in their order. */
  readonly pathValues: readonly string[];
  /** Why the body cannot be read, where it cannot. */
  readonly unreadable: MockError | undefined;
}

/** Reads a request whole and finds its operation. */
export async function parseRequest(request: Request): Promise<ParsedRequest> {
  const { pathname: path, searchParams } = new URL(request.url);
  const { method } = request;
  const operation = operations.find((one) => one.method === method && one.pattern.test(path));
  const headers = Object.fromEntries(request.headers);
  const { body, checked, type, bytes, unreadable } = await parseBody(request);
  const recorded: RecordedRequest = {
    operation: operation?.id,
    method,
    path: maskKeys(path),
    query: readQuery(searchParams),
    headers: maskHeaders(headers),
    body,
  };
  return {
    recorded,
    // Without a length Prism skips its check of the content type.
    headers: bytes === 0 ? headers : { ...headers, 'content-type': type, 'content-length': String(bytes) },
    checked,
    operation,
    pathValues: operation?.pattern.exec(path)?.slice(1) ?? [],
    unreadable,
  };
}

function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const masked: Record<string, string> = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, maskKeys(value)]),
  );
  // Whatever stands behind the scheme is a secret, of whatever shape; without one, all of it is.
  const { authorization } = headers;
  const secret = authorization === undefined ? {} : { authorization: maskAuthorization(authorization) };
  return { ...masked, ...secret };
}

function maskAuthorization(value: string): string {
  return /\s/.test(value) ? value.replace(/\s.*/s, ' [key]') : '[key]';
}

function readQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name).map(maskKeys);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
