import { parseBody } from './body/parse-body.ts';
import { operations, type Operation } from '../spec/operations.ts';
import type { RecordedRequest } from './recording.ts';
import { redactBody } from './redact/redact-body.ts';
import { redactField, redactText } from './redact/redact.ts';
import type { UnreadableBody } from './errors/unreadable-body.ts';

/** A request without its body, which is read only for a call with a valid key. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** Headers with names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly operation: Operation | undefined;
  /** Values of the path parameters, in order. */
  readonly pathValues: readonly string[];
  /** The request as it's recorded: redacted, and without its body. */
  readonly recorded: RecordedRequest;
}

/** A request with its body. */
export interface ParsedRequest extends RequestHead {
  readonly query: Readonly<Record<string, string | string[]>>;
  /** The body; `recorded` has the redacted one. */
  readonly body: unknown;
  /** The body that the engine validates. */
  readonly checked: unknown;
  /** Set if the body can't be read. */
  readonly unreadable: UnreadableBody | undefined;
}

/** Reads everything but the body, and finds the operation. */
export function readHead(request: Request): RequestHead {
  const { pathname: path, searchParams } = new URL(request.url);
  const { method } = request;
  const operation = operations.find((one) => one.method === method && one.pattern.test(path));
  const headers = Object.fromEntries(request.headers);
  // The scheme is case-insensitive (RFC 9110), but Prism matches one spelling.
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
    // Many clients send a content type or an empty object with every call. The API ignores it.
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
  // Redacting keeps the type of a value, and the length of a list.
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
