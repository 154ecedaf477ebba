import { UnreadableResponseError } from '../errors/call-error.ts';
import { responses } from '../generated/responses.ts';
import { isRecord } from '../is-record.ts';
import { describeCall, type ApiResponse, type PreparedRequest, type Try } from './types.ts';

/**
 * Reads a response whose body has arrived.
 *
 * @param key the API key that was sent, which nothing that came back may show
 * @throws UnreadableResponseError for a success that can't be what the spec says
 */
export function readResponse(
  request: PreparedRequest,
  one: Try,
  key: string,
  response: Response,
  text: string,
): ApiResponse {
  const { status } = response;
  // Not `response.ok`, which a mock may leave out.
  const ok = status >= 200 && status < 300;
  const body = parse(text);
  const fault = ok ? unreadable(request, response, text, body) : undefined;
  if (fault) throw new UnreadableResponseError(describeCall(request, one.number), response, fault, key);
  const { number: attempts, repeated } = one;
  return { request, ok, status, body, response, key, attempts, repeated, left: 0 };
}

function unreadable(
  { method, plan }: PreparedRequest,
  { headers }: Response,
  text: string,
  body: unknown,
): string | undefined {
  // An operation that is newer than this client has no entry.
  const least = responses[plan.template]?.[method];
  if (text === '') return least === null ? undefined : 'an empty body';
  const type = headers.get('content-type');
  if (type !== null && type !== JSON_TYPE && !/^[^;]*[/+]json\s*(;|$)/i.test(type))
    return 'a body that is not JSON';
  const right = least === null || (least === undefined ? isRecord(body) : fits(body, least));
  // No JSON is equal to its own text: that is what did not parse.
  return right && body !== text ? undefined : 'a body that is cut off or not the documented response';
}

/**
 * Whether a value has what the least one has: each item of an array, any property of an object. Other
 * fields and the values themselves may differ, so that a change nobody depends on breaks nobody.
 */
function fits(value: unknown, least: unknown): boolean {
  if (Array.isArray(least)) return Array.isArray(value) && value.every((item) => fits(item, least[0]));
  if (!isRecord(least)) return typeof value === typeof least && value !== '';
  if (!isRecord(value) || Array.isArray(value)) return false;
  const names = Object.keys(least);
  return !names[0] || names.some((name) => fits(value[name], least[name]));
}

const JSON_TYPE = 'application/json';

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: whoever needs JSON sees a string, and says so with status and path.
    return text;
  }
}
