import type { Operation } from '../spec/operations.ts';
import type { EngineResponse, EngineResult } from './engine.ts';
import { JSON_TYPE, problem } from './responses.ts';

/**
 * The response to a request that doesn't match the spec: 415 for its content type, 413 for a list that is
 * too long, 422 for its path, 400 if the operation documents it, else 422.
 */
export function invalidRequest(
  { id, statuses, bodyTypes }: Operation,
  { requestErrors: errors, isUnsupportedType, isTooLong }: EngineResult,
): EngineResponse {
  const isInPath = errors.some(({ location }) => location.startsWith('path.'));
  if (isUnsupportedType) return respond(415, `Send ${bodyTypes.join(' or ')}`);
  if (isTooLong && statuses.includes('413')) return problem(id, 'too_large');
  // For oneOf, the validator lists what is missing from each alternative. The example is one sentence.
  const isOneOf = errors.some(({ message }) => message.includes('oneOf'));
  if (id === 'createUpload' && isOneOf && !isInPath) return problem(id, 'bad_request');
  if (statuses.includes('400') && !isInPath) {
    return respond(400, errors.map(({ message }) => message).join('; '));
  }
  return respond(
    422,
    errors.map(({ message, location }) => ({ loc: location.split('.'), msg: message, type: 'value_error' })),
  );
}

function respond(status: number, detail: unknown): EngineResponse {
  return { status, headers: JSON_TYPE, body: { detail } };
}
