import type { Responder } from '../engine/responder.ts';
import { unauthorized } from '../engine/responses.ts';
import { defaultRule, preferredRule, type Rule } from '../rules/rules.ts';

// The format of an API key. Prism accepts any bearer token.
const KEY = /^Bearer od_[a-z0-9]+_\S+$/i;

/** Creates a responder that uses the `Prefer` header, then rules, then the examples of the spec. */
export function createMockResponder(rules: ReadonlyMap<string, Rule>): Responder {
  return {
    authenticate: (operation, { headers }) =>
      KEY.test(headers['authorization'] ?? '') ? undefined : unauthorized(operation),
    respond(operation, parsed) {
      const rule =
        preferredRule(operation, parsed.headers['prefer']) ??
        rules.get(operation.id) ??
        defaultRule(operation);
      // Evaluated even if the request turns out to be invalid: a script advances with each call.
      const response = rule(parsed);
      return () => response;
    },
  };
}
