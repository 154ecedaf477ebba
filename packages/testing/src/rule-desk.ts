import type { Operation } from './description.ts';
import type { EngineAnswer } from './engine.ts';
import type { Desk } from './handle.ts';
import type { ParsedRequest } from './request.ts';
import { defaultRule, exampleRule, preferredRule, type Rule } from './rules.ts';

// What a key looks like. Prism takes any bearer token.
const KEY = /^Bearer od_[a-z0-9]+_\S+$/i;

/** Answers by rules and examples: what a mock does. */
export function ruleDesk(rules: ReadonlyMap<string, Rule>): Desk {
  return {
    turnAway: (operation, parsed) =>
      KEY.test(parsed.headers['authorization'] ?? '') ? undefined : unauthorized(operation, parsed),
    answer(operation, parsed) {
      const { prefer } = parsed.headers;
      const preferred = prefer === undefined ? undefined : preferredRule(operation, prefer);
      const rule = preferred ?? rules.get(operation.id) ?? defaultRule(operation);
      // Now, also for a request that leaves the description: a script goes on with each call.
      const answer = rule(parsed);
      return () => answer;
    },
  };
}

/** The 401 of an operation. */
export function unauthorized(operation: Operation, parsed: ParsedRequest): EngineAnswer {
  const example = operation.examples.find(({ status }) => status === '401');
  return example === undefined
    ? { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { detail: 'Invalid API key' } }
    : exampleRule(operation, example.name)(parsed);
}
