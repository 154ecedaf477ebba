import { UnreadableResponseError } from './errors/no-answer.ts';
import { isRecord } from './record.ts';
import { callOf, NOTHING_LEFT, type Answer, type Outgoing, type Try } from './wire.ts';

/**
 * Reads a response whose body has arrived.
 *
 * @param key the API key that was sent, which nothing that came back may show
 * @throws UnreadableResponseError for a success that can't be what the spec says
 */
export function readAnswer(
  request: Outgoing,
  one: Try,
  key: string,
  response: Response,
  text: string,
): Answer {
  const { ok, status } = response;
  const body = parse(text);
  if (ok && !(text === '' && request.plan.bodiless)) {
    const fault = unreadable(response, text, body);
    if (fault !== undefined) throw new UnreadableResponseError(callOf(request, one.number), response, fault);
  }
  const { number: attempts, repeated } = one;
  return { request, ok, headers: NOTHING_LEFT, status, body, response, key, attempts, repeated };
}

function unreadable({ headers }: Response, text: string, body: unknown): string | undefined {
  if (text === '') return 'an empty body';
  const type = headers.get('content-type');
  if (type !== null && type !== JSON_TYPE && !/^[^;]*[/+]json\s*(;|$)/i.test(type))
    return 'a body that is not JSON';
  return isRecord(body) ? undefined : 'a body that is cut off or no JSON object';
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
