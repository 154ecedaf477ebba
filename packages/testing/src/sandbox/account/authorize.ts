import type { EngineResponse } from '../../engine/engine.ts';
import { JSON_TYPE, problem } from '../../engine/responses.ts';
import type { Operation } from '../../spec/operations.ts';
import type { Key } from './accounts.ts';

/** Returns the error response if a key lacks the scope, or its organization the subscription, for a call. */
export function authorize(
  { id, method, scope }: Operation,
  { scopes, organization }: Key,
): EngineResponse | undefined {
  if (scope !== undefined && !scopes.includes(scope)) {
    const message = `The API key lacks the scope ${scope}`;
    const detail = { error: 'insufficient_scope', required: scope, message };
    return { status: 403, headers: JSON_TYPE, body: { detail } };
  }
  return method !== 'GET' && !organization.subscription ? problem(id, 'no_subscription') : undefined;
}
