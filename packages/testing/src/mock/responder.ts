import type { Operation } from '../spec/operations.ts';
import type { EngineAnswer } from '../engine/engine.ts';
import type { Desk } from '../engine/handler.ts';
import type { RequestHead } from '../engine/parse-request.ts';
import { answer, defaultRule, preferredRule, type Rule } from '../engine/rules.ts';

// What a key looks like. Prism takes any bearer token.
const KEY = /^Bearer od_[a-z0-9]+_\S+$/i;

/** Answers by rules and examples: what a mock does. */
export function ruleDesk(rules: ReadonlyMap<string, Rule>): Desk {
  return {
    turnAway: (operation, head) =>
      KEY.test(head.headers['authorization'] ?? '') ? undefined : unauthorized(operation, head),
    answer(operation, parsed) {
      const rule =
        preferredRule(operation, parsed.headers['prefer']) ??
        rules.get(operation.id) ??
        defaultRule(operation);
      // Now, also for a request that leaves the description: a script goes on with each call.
      const chosen = rule(parsed);
      return () => chosen;
    },
  };
}

/** The 401 of an operation. */
export function unauthorized(operation: Operation, head: RequestHead): EngineAnswer {
  const example = operation.examples.find(({ status }) => status === '401');
  return example === undefined
    ? { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { detail: 'Invalid API key' } }
    : answer(example, head);
}
