import type { Engine, EngineAnswer, Verdict } from './engine.ts';
import { MockError } from './mock-error.ts';
import { parseRequest, type ParsedRequest } from './request.ts';
import type { Recording } from './recording.ts';
import { defaultRule, exampleRule, preferredRule, type Rule } from './rules.ts';
import type { Operation } from './description.ts';

/** Answers a request, or rejects with a `MockError`. */
export type Handler = (request: Request) => Promise<Response>;

// What a key looks like. Prism takes any bearer token.
const KEY = /^Bearer od_[a-z0-9]+_\S+$/i;

// Captured before a test can replace it by a fake timer.
const { setImmediate: yieldToOthers } = globalThis;

/** Makes the handler behind `mock.fetch` and `mock.listen()`. */
export function createHandler(
  engine: () => Promise<Engine>,
  rules: ReadonlyMap<string, Rule>,
  recording: Recording,
): Handler {
  return async (request) => {
    const parsed = await parseRequest(request);
    const { recorded, operation } = parsed;
    recording.requests.push(recorded);
    // A loop that polls the mock must not starve timers.
    await new Promise<void>((resolve) => void yieldToOthers(resolve));
    if (operation === undefined) {
      const message = `No operation of the description answers ${recorded.method} ${recorded.path}.`;
      recording.note(recorded, 'request', [{ message, location: 'path' }]);
      throw new MockError('unknown_route', message);
    }
    if (parsed.unreadable !== undefined) {
      recording.note(recorded, 'request', [{ message: parsed.unreadable.message, location: 'body' }]);
      return respond({ status: 422, headers: {}, body: { detail: parsed.unreadable.message } });
    }
    // A call without a proper key is answered as the API would: no fault of the test's script.
    if (!KEY.test(parsed.headers['authorization'] ?? '')) return respond(unauthorized(operation, parsed));
    return respond(await judge(await engine(), parsed, choose(operation, rules, parsed), recording));
  };
}

function choose(operation: Operation, rules: ReadonlyMap<string, Rule>, parsed: ParsedRequest): EngineAnswer {
  const { prefer } = parsed.headers;
  const preferred = prefer === undefined ? undefined : preferredRule(operation, prefer);
  const rule = preferred ?? rules.get(operation.id) ?? defaultRule(operation);
  return rule(parsed);
}

async function judge(
  engine: Engine,
  { recorded, headers, checked }: ParsedRequest,
  answer: EngineAnswer,
  recording: Recording,
): Promise<EngineAnswer> {
  const { method, path, query, operation } = recorded;
  const verdict: Verdict = await engine({ method, path, query, headers, body: checked }, answer);
  if (verdict.refusal !== undefined) {
    const { status, message } = verdict.refusal;
    recording.note(recorded, 'request', [{ message, location: '' }]);
    return { status, headers: {}, body: { detail: message } };
  }
  recording.note(recorded, 'request', verdict.requestFaults);
  recording.note(recorded, 'response', verdict.answerFaults);
  if (verdict.answer === undefined || verdict.answerFaults.length > 0) {
    const faults = verdict.answerFaults.map(({ message }) => message).join('; ');
    throw new MockError(
      'invalid_answer',
      `The answer ${answer.status} that the test gave to ${operation} leaves the description: ${faults}.`,
    );
  }
  return verdict.answer;
}

function unauthorized(operation: Operation, parsed: ParsedRequest): EngineAnswer {
  const example = operation.examples.find(({ status }) => status === '401');
  return example === undefined
    ? { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { detail: 'Invalid API key' } }
    : exampleRule(operation, example.name)(parsed);
}

function respond({ status, headers, body }: EngineAnswer): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}
