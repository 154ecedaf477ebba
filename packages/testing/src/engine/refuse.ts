import type { Operation } from '../spec/operations.ts';
import type { EngineAnswer, Verdict } from './engine.ts';
import { JSON_TYPE, problem } from './responses.ts';

/** The response to a request that violates the spec: 415, 413, 422 for its path, 400 if documented, else 422. */
export function refuse(
  { id, statuses, bodyTypes }: Operation,
  { requestFaults: faults, wrongType, tooMany }: Verdict,
): EngineAnswer {
  const inPath = faults.some(({ location }) => location.startsWith('path.'));
  if (wrongType) return answer(415, `Send ${bodyTypes.join(' or ')}`);
  if (tooMany && statuses.includes('413')) return problem(id, 'too_large');
  // The validator lists what each alternative lacks; the example says it in one sentence.
  const alternatives = faults.some(({ message }) => message.includes('oneOf'));
  if (id === 'createUpload' && alternatives && !inPath) return problem(id, 'bad_request');
  if (statuses.includes('400') && !inPath)
    return answer(400, faults.map(({ message }) => message).join('; '));
  return answer(
    422,
    faults.map(({ message, location }) => ({ loc: location.split('.'), msg: message, type: 'value_error' })),
  );
}

function answer(status: number, detail: unknown): EngineAnswer {
  return { status, headers: JSON_TYPE, body: { detail } };
}
