import { parseBody } from './body/parse-body.ts';
import { operations, type Operation } from '../spec/operations.ts';
import type { RecordedRequest } from './recording.ts';
import { redactBody } from './redact/redact-body.ts';
import { redactField, redactText } from './redact/redact.ts';
import type { UnreadableBody } from './body/unreadable-body.ts';

/** A request without its body, which is read only for a call with a good key. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** The headers as they came, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly operation: Operation | undefined;
  /** The values of the path parameters, in their order. */
  readonly pathValues: readonly string[];
  /** What is recorded of it, without secrets and without the body. */
  readonly recorded: RecordedRequest;
}

/** A request, parsed. */
export interface ParsedRequest extends RequestHead {
  readonly query: Readonly<Record<string, string | string[]>>;
  /** The body as it came; `recorded` has it without secrets. */
  readonly body: unknown;
  /** The body as the engine is to check it. */
  readonly checked: unknown;
  /** Why the body can't be read, if it can't. */
  readonly unreadable: UnreadableBody | undefined;
}

/** Reads everything but the body, and finds the operation. */
export function readHead(request: Request): RequestHead {
  const { pathname: path, searchParams } = new URL(request.url);
  const { method } = request;
  const operation = operations.find((one) => one.method === method && one.pattern.test(path));
  const headers = Object.fromEntries(request.headers);
  // The scheme has any case (RFC 9110); the engine knows one spelling.
  const authorization = headers['authorization']?.replace(/^bearer\s+/i, 'Bearer ');
  return {
    method,
    path,
    headers: authorization === undefined ? headers : { ...headers, authorization },
    operation,
    pathValues: operation?.pattern.exec(path)?.slice(1) ?? [],
    recorded: {
      operation: operation?.id,
      method,
      path: redactText(path),
      query: redactAll(readQuery(searchParams)),
      headers: redactAll(headers),
      body: undefined,
    },
  };
}

/** Reads the body as well. */
export async function parseRequest(head: RequestHead, request: Request): Promise<ParsedRequest> {
  const { operation, headers, recorded } = head;
  const { body, checked, type, bytes, unreadable } = await parseBody(request);
  const parsed = {
    ...head,
    query: readQuery(new URL(request.url).searchParams),
    body,
    recorded: { ...recorded, body: await redactBody(body) },
  };
  if (operation?.bodyTypes.length === 0) {
    // Many clients send a content type, or an empty object, with every call: the API doesn't look at it.
    const {
      'content-type': _type,
      'content-length': _length,
      'transfer-encoding': _coding,
      ...rest
    } = headers;
    return { ...parsed, headers: rest, checked: undefined, unreadable: undefined };
  }
  // Without a length Prism skips its check of the content type.
  const own = bytes === 0 ? headers : { ...headers, 'content-type': type, 'content-length': String(bytes) };
  return { ...parsed, headers: own, checked, unreadable };
}

function redactAll<T extends string | string[]>(values: Readonly<Record<string, T>>): Record<string, T> {
  // What is redacted keeps its type: a text stays one, and a list stays one of the same length.
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => redactField(name, value)),
  ) as Record<string, T>;
}

function readQuery(parameters: URLSearchParams): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return query;
}
