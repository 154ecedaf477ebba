import type { RequestHead } from '../engine/parse-request.ts';
import type { Responder } from '../engine/responder.ts';
import { unauthorized } from '../engine/responses.ts';
import { preferredRule, type Rule } from '../rules/rules.ts';
import type { OperationId } from '../spec/types.ts';
import type { Accounts, Key } from './account/accounts.ts';
import { authorize } from './account/authorize.ts';
import type { RateLimit } from './account/rate-limit.ts';
import type { Faults } from './faults/faults.ts';
import type { Storage } from './files/storage.ts';
import type { Serve } from './resources/call.ts';
import type { Clock } from './simulation/clock.ts';

/** What the responder of a sandbox depends on. */
interface Services {
  readonly clock: Clock;
  readonly accounts: Accounts;
  readonly rateLimit: RateLimit;
  readonly storage: Storage;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly faults: Faults;
  /** Delay of every response, in ms. */
  readonly latency: number;
  readonly operations: Readonly<Record<OperationId, Serve>>;
}

/**
 * Creates the responder of a sandbox. A rule or a `Prefer` header comes first. Otherwise it checks scope,
 * subscription and rate limit, and executes the operation.
 */
export function createSandboxResponder({
  clock,
  accounts,
  rateLimit,
  storage,
  rules,
  faults,
  latency,
  operations,
}: Services): Responder {
  const keyOf = ({ headers }: RequestHead): Key | undefined =>
    accounts.authenticate(headers['authorization'], clock.now());

  return {
    serveFile: (request) => storage.serveFile(request),
    authenticate: (operation, head) => (keyOf(head) === undefined ? unauthorized(operation) : undefined),
    respond(operation, parsed, { origin }) {
      if (origin !== undefined) storage.setOrigin(origin);
      const rule = preferredRule(operation, parsed.headers['prefer']) ?? rules.get(operation.id);
      if (rule !== undefined) return () => rule(parsed);
      const key = keyOf(parsed);
      return () => {
        if (key === undefined) return unauthorized(operation);
        const rejection = authorize(operation, key) ?? rateLimit(operation, key, clock.now());
        if (rejection !== undefined) return rejection;
        const { query, body, pathValues: path } = parsed;
        const { id } = operation;
        if (!isOperationId(id, operations)) {
          throw new Error(
            `The sandbox has no handler for ${id}: add one in packages/testing/src/sandbox/resources/ and list it in sandbox/services.ts.`,
          );
        }
        return operations[id]({ operation: id, key, path, query, body, origin });
      };
    },
    async intercept(operation, { signal }, work) {
      clock.runDue();
      if (latency > 0) await new Promise((resolve) => void setTimeout(resolve, latency));
      return faults.intercept(operation.id, signal, async () => {
        const response = await work();
        // That of the HTTP server would be the real time.
        if (!response.headers.has('date')) response.headers.set('date', new Date(clock.now()).toUTCString());
        // The call may have scheduled tasks that are already due.
        clock.runDue();
        return response;
      });
    },
  };
}

function isOperationId(id: string, operations: Services['operations']): id is OperationId {
  return Object.hasOwn(operations, id);
}
