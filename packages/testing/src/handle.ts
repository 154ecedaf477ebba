import type { Engine, EngineAnswer, Produce, Verdict } from './engine.ts';
import { MockError } from './mock-error.ts';
import { parseRequest, type ParsedRequest } from './request.ts';
import type { Recording, Violation } from './recording.ts';
import type { Operation } from './description.ts';

/**
 * Answers a request, or rejects with a `MockError`.
 *
 * @param notice told of each violation of this one call, where others are under way
 */
export type Handler = (request: Request, notice?: (violation: Violation) => void) => Promise<Response>;

/** Who answers: the examples of a mock, or the account of a sandbox. */
export interface Desk {
  /** Answers what is no call of the API, such as a file; `undefined` for a call. */
  outside?(request: Request): Promise<Response> | undefined;
  /** The answer to a call without a good key; `undefined` where the key is good. */
  turnAway(operation: Operation, parsed: ParsedRequest): EngineAnswer | undefined;
  /** Makes the answer to a call. */
  answer(operation: Operation, parsed: ParsedRequest, request: Request): Produce;
  /** The answer to a call that left the description; by default the one that the engine finds. */
  refuse?(operation: Operation, verdict: Verdict): EngineAnswer;
  /** Stands around a call, to delay or to break it. */
  around?(operation: Operation, request: Request, work: () => Promise<Response>): Promise<Response>;
}

// Captured before a test can replace it by a fake timer.
const { setImmediate: yieldToOthers } = globalThis;

/** Makes the handler behind `fetch` and `listen()`. */
export function createHandler(engine: () => Promise<Engine>, desk: Desk, recording: Recording): Handler {
  return async (request, notice) => {
    const note = (...noted: Parameters<Recording['note']>): void => {
      for (const violation of recording.note(...noted)) notice?.(violation);
    };
    const outside = desk.outside?.(request);
    if (outside !== undefined) return outside;
    const parsed = await parseRequest(request);
    const { recorded, operation } = parsed;
    recording.requests.push(recorded);
    // A loop that polls must not starve timers.
    await new Promise<void>((resolve) => void yieldToOthers(resolve));
    if (operation === undefined) {
      const message = `No operation of the description answers ${recorded.method} ${recorded.path}.`;
      note(recorded, 'request', [{ message, location: 'path' }]);
      throw new MockError('unknown_route', message);
    }
    const work = async (): Promise<Response> => {
      if (parsed.unreadable !== undefined) {
        note(recorded, 'request', [{ message: parsed.unreadable.message, location: 'body' }]);
        return respond({ status: 422, headers: {}, body: { detail: parsed.unreadable.message } });
      }
      // A call without a proper key is answered as the API would: no fault of the test's script.
      const turnedAway = desk.turnAway(operation, parsed);
      if (turnedAway !== undefined) return respond(turnedAway);
      return respond(await judge(await engine(), { parsed, operation, desk, note, request }));
    };
    return desk.around === undefined ? work() : desk.around(operation, request, work);
  };
}

interface Case {
  readonly parsed: ParsedRequest;
  readonly operation: Operation;
  readonly desk: Desk;
  readonly note: (...noted: Parameters<Recording['note']>) => void;
  readonly request: Request;
}

async function judge(
  engine: Engine,
  { parsed, operation, desk, note, request }: Case,
): Promise<EngineAnswer> {
  const { recorded, headers, checked } = parsed;
  const { method, path, query } = recorded;
  const produce = desk.answer(operation, parsed, request);
  const verdict: Verdict = await engine({ method, path, query, headers, body: checked }, produce);
  if (verdict.refusal !== undefined) {
    const { status, message } = verdict.refusal;
    note(recorded, 'request', [{ message, location: '' }]);
    return { status, headers: {}, body: { detail: message } };
  }
  note(recorded, 'request', verdict.requestFaults);
  if (verdict.requestFaults.length > 0 && desk.refuse) return desk.refuse(operation, verdict);
  note(recorded, 'response', verdict.answerFaults);
  if (verdict.answer === undefined || verdict.answerFaults.length > 0) {
    const faults = verdict.answerFaults.map(({ message }) => message).join('; ');
    throw new MockError(
      'invalid_answer',
      `The answer ${verdict.answer?.status ?? ''} that was given to ${operation.id} leaves the description: ${faults}.`,
    );
  }
  return verdict.answer;
}

function respond({ status, headers, body }: EngineAnswer): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}
