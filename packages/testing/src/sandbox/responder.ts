import type { EngineAnswer } from '../engine/engine.ts';
import type { Operation } from '../spec/operations.ts';
import type { Desk } from '../engine/handler.ts';
import type { RequestHead } from '../engine/parse-request.ts';
import { unauthorized } from '../mock/responder.ts';
import { preferredRule, type Rule } from '../engine/rules.ts';
import type { OperationId } from '../spec/types.ts';
import type { Accounts, Key, Scope } from './account.ts';
import { JSON_TYPE, problem } from '../engine/responses.ts';
import type { Clock } from './clock.ts';
import type { Serve } from './context.ts';
import type { Faults } from './faults.ts';
import type { Storage } from './files/storage.ts';

/** What the desk of a sandbox has behind it. */
interface Office {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly storage: Storage;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly faults: Faults;
  readonly latency: number;
  readonly serve: Readonly<Record<OperationId, Serve>>;
}

/** Answers by the account: key, scope, subscription, limits, and then the operation itself. */
export function sandboxDesk(office: Office): Desk {
  const { clock, accounts, storage, rules, faults, latency, serve } = office;
  const keyOf = ({ headers }: RequestHead): Key | undefined =>
    accounts.find(headers['authorization'], clock.now());

  return {
    outside: (request) => storage.serve(request),
    turnAway: (operation, head) => (keyOf(head) === undefined ? unauthorized(operation, head) : undefined),
    answer(operation, parsed, { origin }) {
      if (origin !== undefined) storage.servedAt(origin);
      const rule = preferredRule(operation, parsed.headers['prefer']) ?? rules.get(operation.id);
      if (rule !== undefined) return () => rule(parsed);
      const key = keyOf(parsed);
      return () => {
        if (key === undefined) return unauthorized(operation, parsed);
        const barred = bar(operation, key) ?? hold(operation, accounts, key, clock.now());
        if (barred !== undefined) return barred;
        const { query, body } = parsed;
        const call = { operation: operation.id, key, path: parsed.pathValues, query, body, origin };
        return isServed(operation.id, serve)
          ? serve[operation.id](call)
          : problem(operation.id, 'server_error');
      };
    },
    async around(operation, { signal }, work) {
      clock.settle();
      if (latency > 0) await new Promise((resolve) => void setTimeout(resolve, latency));
      return faults.around(operation.id, signal, async () => {
        const response = await work();
        // What the call set off happens at its own time, which may be now.
        clock.settle();
        return response;
      });
    },
  };
}

function isServed(id: string, serve: Office['serve']): id is OperationId {
  return Object.hasOwn(serve, id);
}

/** Why a key may not make a call, if so. */
function bar({ id, method, template }: Operation, { scopes, organization }: Key): EngineAnswer | undefined {
  const scope = scopeOf(method, template);
  if (scope !== undefined && !scopes.includes(scope)) {
    const detail = { error: 'insufficient_scope', required: scope };
    return { status: 403, headers: JSON_TYPE, body: { detail } };
  }
  return method !== 'GET' && !organization.subscription ? problem(id, 'no_subscription') : undefined;
}

function scopeOf(method: string, template: string): Scope | undefined {
  if (template.startsWith('/api/v1/webhooks')) return 'webhooks:manage';
  if (!template.startsWith('/api/v1/uploads')) return undefined;
  return method === 'GET' ? 'uploads:read' : 'uploads:write';
}

function hold(
  { id, method }: Operation,
  accounts: Accounts,
  key: Key,
  now: number,
): EngineAnswer | undefined {
  if (method === 'GET') return undefined;
  const held = accounts.holdWrite(key, now);
  if (held === undefined) return undefined;
  const { limit, observed, seconds } = held;
  const answer = problem(id, 'rate_limit_exceeded', {
    error: 'rate_limit_exceeded',
    limit,
    observed,
    retry_after_seconds: seconds,
  });
  return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
}
